"""The pretend workspace: a Slack at the wire, shared by the demo and the tests. The product never imports it.

workspace   people, channels, messages, forms and Home tabs, in memory
clock       the board's time, which can be pushed, and the machine's own
blocks      Block Kit as Slack checks it            elements   what can be chosen, and how Slack writes it down
web_api     Slack's methods and refusals            grants     tokens, triggers, response URLs
dispatch    what is sent to the bot                 wires      … by signed HTTP or over Socket Mode
people      what a person does                      payloads   Slack's shapes
faults      what is ordered to go wrong             limits     Slack's rate limits
server      all of it behind one address            page       what one sees in the browser
"""
