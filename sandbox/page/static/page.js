// The page's own script: take in what has changed, keep what is being typed, and what HTML alone can not do.
(function () {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const live = one("#live");
  const scroller = one(".scroller[data-follow]");

  // Taking in changes: pieces with an id and a data-hash are replaced only when the hash differs.

  const isPiece = (node) => node.hasAttribute("data-hash") || node.hasAttribute("data-keyed");

  function outermost(root) {
    return all("[data-hash], [data-keyed]", root).filter((node) => {
      const above = node.parentElement && node.parentElement.closest("[data-hash], [data-keyed]");
      return !above || !root.contains(above);
    });
  }

  function keepTyped(before, after) {
    for (const field of all("input[name], textarea[name], select[name]", after)) {
      if (field.type === "hidden") continue;
      const old = before.id === field.id ? before : one("#" + CSS.escape(field.id), before);
      if (!old || old.tagName !== field.tagName) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = old.checked;
      else field.value = old.value;
    }
    for (const menu of all("details[id]", after)) {
      const old = one("#" + CSS.escape(menu.id), before);
      if (old) menu.open = old.open;
    }
  }

  function take(now, next, fresh) {
    if (next.hasAttribute("data-keyed")) {
      for (const { name, value } of [...next.attributes]) {
        if (name !== "open" && now.getAttribute(name) !== value) now.setAttribute(name, value);
      }
      takeChildren(now, next, fresh);
    } else if (now.dataset.hash !== next.dataset.hash) {
      // In a message or on the Home tab what stands is what the server knows; in a modal it is what was typed.
      if (now.closest("dialog")) keepTyped(now, next);
      else all("details[id]", next).forEach((menu) => (menu.open = !!one("#" + CSS.escape(menu.id) + "[open]", now)));
      now.replaceWith(next);
      fresh.push(next);
    }
  }

  function takeChildren(now, next, fresh) {
    const wanted = [...next.children].filter((child) => child.id);
    const ids = new Set(wanted.map((child) => child.id));
    for (const child of [...now.children]) {
      if (isPiece(child) && !ids.has(child.id)) {
        if (child.tagName === "DIALOG" && child.open) child.close();
        child.remove();
      }
    }
    let after = null;
    for (const child of wanted) {
      const held = [...now.children].find((each) => each.id === child.id);
      if (held) take(held, child, fresh);
      else {
        if (after) after.after(child);
        else now.prepend(child);
        fresh.push(child);
      }
      after = [...now.children].find((each) => each.id === child.id);
    }
  }

  function takeIn(html) {
    const root = new DOMParser().parseFromString(html, "text/html").getElementById("fragment");
    if (!root || Number(root.dataset.version) < Number(live.dataset.version)) return;
    live.dataset.version = root.dataset.version;
    const atEnd = isAtEnd();
    const focused = whereTyping();
    const fresh = [];
    for (const next of outermost(root)) {
      const now = document.getElementById(next.id);
      if (now) take(now, next, fresh);
    }
    fresh.forEach((node) => htmx.process(node));
    typeOn(focused);
    showModal();
    readOn(atEnd, fresh);
  }

  // Every answer is the same fragment, whoever asked. The one who asked may be gone by now, so htmx can not swap it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    event.detail.shouldSwap = false;
    if (event.detail.isError) tell(event.detail.requestConfig.elt, event.detail.xhr.responseText);
    else takeIn(event.detail.xhr.responseText);
  });

  function whereTyping() {
    const field = document.activeElement;
    const typed = field.matches("textarea, input:is([type=text], [type=url], :not([type]))");
    const reading = field.closest(".scroller");
    return { field, typed, reading, from: typed && field.selectionStart, to: typed && field.selectionEnd };
  }
  function typeOn({ field, typed, reading, from, to }) {
    if (field.isConnected) return;
    const again = field.id && document.getElementById(field.id);
    if (again) {
      again.focus({ preventScroll: true });
      if (typed) again.setSelectionRange(from, to);
    } else if (reading) reading.focus({ preventScroll: true });
  }

  // Where one is reading: at the end it follows what is new, higher up it stays.

  const isAtEnd = () => scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  const toEnd = () => scroller && (scroller.scrollTop = scroller.scrollHeight);
  const jump = one(".jump");

  function readOn(wasAtEnd, fresh) {
    if (!scroller) return;
    const news = fresh.filter((node) => node.matches("li.message")).pop();
    // What is taller than the screen is read from its beginning.
    if (wasAtEnd && news && news.offsetHeight > scroller.clientHeight) news.scrollIntoView({ block: "start" });
    else if (wasAtEnd) toEnd();
    else if (jump && news) jump.hidden = false;
  }

  if (scroller) {
    const mark = one("#new-mark");
    if (location.hash === "#earlier-shown") scroller.scrollTop = 0;
    else if (mark) mark.scrollIntoView({ block: "center" });
    else toEnd();
    scroller.addEventListener("scroll", () => isAtEnd() && (jump.hidden = true), { passive: true });
    jump.addEventListener("click", () => {
      toEnd();
      jump.hidden = true;
      scroller.focus({ preventScroll: true });
    });
  }

  // Hearing of changes. A hidden tab lets go of its connection: a browser has only six for one host.

  let changes = null;
  function listen() {
    if (changes || document.hidden) return;
    changes = new EventSource(`${live.dataset.changes}?since=${live.dataset.version}`);
    changes.onopen = () => (one(".stopped").hidden = true);
    changes.onerror = () => (one(".stopped").hidden = false);
    changes.onmessage = () => htmx.trigger(live, "changed");
  }
  function stopListening() {
    if (changes) changes.close();
    changes = null;
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? stopListening() : listen()));
  window.addEventListener("pagehide", stopListening);
  window.addEventListener("pageshow", listen);

  // Modals

  let opener = null;
  function showModal() {
    const dialog = one("#modals dialog");
    if (dialog && !dialog.open) {
      if (!opener) opener = document.activeElement;
      dialog.showModal();
      const field = one("[autofocus]", dialog) || one(".blocks :is(input:not([type=hidden]), textarea, select)", dialog);
      // As on Slack, it opens at its beginning, whatever stands above the first field.
      if (field) field.focus({ preventScroll: true });
    } else if (dialog) {
      const wrong = one(".field.wrong :is(input:not([type=hidden]), textarea, select)", dialog);
      if (wrong && dialog.dataset.told !== live.dataset.submitted) {
        dialog.dataset.told = live.dataset.submitted;
        wrong.focus();
      }
    } else if (opener) {
      const back = opener.isConnected ? opener : opener.id && document.getElementById(opener.id);
      (back || one("#say") || one("#main")).focus();
      opener = null;
    }
  }

  document.addEventListener(
    "cancel",
    (event) => {
      const close = event.target.matches("#modals dialog") && one("[data-close]", event.target);
      if (close) {
        event.preventDefault();
        close.click();
      }
    },
    true,
  );

  // "Are you sure?"

  document.addEventListener("htmx:confirm", (event) => {
    const about = event.detail.elt.dataset.confirm;
    if (!about) return;
    event.preventDefault();
    const dialog = one("#confirm");
    dialog.replaceChildren(document.getElementById(about).content.cloneNode(true));
    dialog.onclick = (click) => {
      const answer = click.target.closest("[data-answer]");
      if (answer) dialog.close(answer.dataset.answer);
    };
    dialog.onclose = () => {
      if (dialog.returnValue === "yes") event.detail.issueRequest(true);
      else for (const option of event.detail.elt.options || []) option.selected = option.defaultSelected;
      dialog.returnValue = "";
    };
    dialog.showModal();
  });

  // What is under way, and what went wrong on the way

  document.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt;
    if (from.getAttribute("aria-disabled") === "true") event.preventDefault();
    else if (from.matches("#modals form")) live.dataset.submitted = Number(live.dataset.submitted || 0) + 1;
    if (from !== live) from.setAttribute("aria-busy", "true");
    if (from.dataset.tells && from.closest(".menu")) from.closest(".menu").open = false;
    if (from.id === "composer") sendOff(from);
  });
  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.dataset.shares) return;
    event.detail.elt.value = ""; // so that it is not sent again with the next message, and can be chosen again
    if (event.detail.successful) sendOff();
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt !== live) tell(event.detail.elt, "This did not reach the pretend workspace. Try it again.");
  });

  function tell(from, words) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = words;
    one("#notices").replaceChildren(notice);
    delete one("#notices").dataset.hash;
    if (from && from.id === "composer" && !say.value) write(unsent);
  }

  // Fields that tell the bot what was chosen

  const tellsBot = (node) => node.dataset && node.dataset.tells;
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (tellsBot(field) && field.matches("input[type=date], input[type=time], input[type=datetime-local], [list]")) {
      if (field.validity.valid) htmx.trigger(field, "picked");
    }
    if (field.matches("select")) field.classList.toggle("empty", !field.value);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.dataset && field.dataset.enter && event.key === "Enter" && field.tagName === "INPUT") {
      event.preventDefault();
      htmx.trigger(field, "picked");
    }
    // An arrow on a closed menu would choose, and so tell the bot, at each step: open it instead.
    if (field.matches("select[data-tells]") && /^Arrow(Up|Down)$/.test(event.key) && !event.altKey && field.showPicker) {
      event.preventDefault();
      field.showPicker();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tells]");
    if (link) {
      htmx.trigger(link, "followed");
      if (link.getAttribute("href") === "#") event.preventDefault();
    }
    const follow = event.target.closest("[data-follow]:not(.scroller)");
    if (follow && /^https?:/.test(follow.dataset.follow)) window.open(follow.dataset.follow, "_blank", "noopener");
    const clear = event.target.closest("[data-clear]");
    if (clear) one("#" + clear.dataset.clear).replaceChildren();
  });

  async function suggest(field) {
    if (field.value.length < Number(field.dataset.least)) return;
    const body = new URLSearchParams({ pressed: field.dataset.element, typed: field.value });
    // No answer leaves the menu as it is, as Slack's does; the next letter asks again.
    const answer = await fetch(field.dataset.suggest, { method: "POST", body }).catch(() => null);
    if (!answer || !answer.ok) return;
    const options = (await answer.json()).map((words) => Object.assign(document.createElement("option"), { value: words }));
    field.list.replaceChildren(...options);
  }
  let soon = 0;
  function howManyLeft(field) {
    const said = document.getElementById(field.id + "-left");
    const left = Number(field.dataset.most) - field.value.length;
    said.hidden = left > Number(field.dataset.most) * 0.2;
    said.classList.toggle("over", left < 0);
    said.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
  }
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.suggest) {
      clearTimeout(soon);
      soon = setTimeout(() => suggest(field), 250);
    }
    if (field.dataset.most) howManyLeft(field);
    if (field.matches(".modal textarea")) grow(field, 320);
  });
  document.addEventListener("focusin", (event) => event.target.dataset.suggest && suggest(event.target));

  // Menus: one open at a time; Escape and a press elsewhere close it.

  const openMenus = () => all("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = openMenus().pop();
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
      event.preventDefault();
    } else if (document.body.classList.contains("rail-open")) showRail(false);
  });

  // The list of channels on a narrow screen

  const drawer = one(".drawer-button");
  function showRail(open) {
    document.body.classList.toggle("rail-open", open);
    drawer.setAttribute("aria-expanded", String(open));
    one("#main").inert = open;
    (open ? one("#rail a") : drawer).focus();
  }
  drawer.addEventListener("click", () => showRail(!document.body.classList.contains("rail-open")));
  one(".rail-close").addEventListener("click", () => showRail(false));
  one("#main").addEventListener("click", () => document.body.classList.contains("rail-open") && showRail(false));

  // The composer: it grows, sends on Enter, keeps a draft for each conversation, and knows the commands.

  const say = one("#say");
  const list = one("#commands");
  const draft = `draft:${location.pathname}`;
  let unsent = "";

  function grow(field, most) {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, most)}px`;
  }
  function write(text) {
    say.value = text;
    sessionStorage.setItem(draft, text);
    grow(say, 240);
    offer();
  }
  function sendOff() {
    unsent = say.value;
    write("");
    toEnd();
  }

  const offered = () => all("[role=option]:not([hidden])", list);
  const marked = () => one("[aria-selected=true]", list);
  function mark(option) {
    for (const each of all("[role=option]", list)) each.setAttribute("aria-selected", String(each === option));
    if (option) option.scrollIntoView({ block: "nearest" });
    if (option) say.setAttribute("aria-activedescendant", option.id);
    else say.removeAttribute("aria-activedescendant");
  }
  function offer() {
    const typed = say.value;
    const isCommand = typed.startsWith("/") && !typed.includes("\n");
    const name = typed.split(" ", 1)[0];
    for (const each of all("[role=option]", list)) {
      const full = each.dataset.command;
      each.hidden = !isCommand || !(typed.includes(" ") ? full === name : full.startsWith(name));
    }
    list.hidden = !offered().length;
    say.setAttribute("aria-expanded", String(!list.hidden));
    mark(!list.hidden && !typed.includes(" ") ? offered()[0] : null);
  }
  function complete(option) {
    write(`${option.dataset.command} `);
    say.focus();
  }

  function onComposerKey(event) {
    const option = list.hidden ? null : marked();
    if (option && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const options = offered();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(options[(options.indexOf(option) + step + options.length) % options.length]);
      event.preventDefault();
    } else if (option && (event.key === "Tab" || (event.key === "Enter" && say.value !== option.dataset.command))) {
      complete(option);
      event.preventDefault();
    } else if (!list.hidden && event.key === "Escape") {
      list.hidden = true;
      say.setAttribute("aria-expanded", "false");
      mark(null);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (say.value.trim()) one("#composer").requestSubmit();
    }
  }

  // Dropping a file anywhere in a conversation with one other.

  const share = one("#share");
  const hasFiles = (event) => share && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    one("#composer").classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (share && !event.relatedTarget) one("#composer").classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    one("#composer").classList.remove("dropping");
    share.files = event.dataTransfer.files;
    share.dispatchEvent(new Event("change", { bubbles: true }));
  });

  if (say) {
    say.addEventListener("keydown", onComposerKey);
    say.addEventListener("input", () => write(say.value));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) complete(option);
      event.preventDefault();
    });
    write(sessionStorage.getItem(draft) || "");
    if (matchMedia("(min-width: 800px)").matches) say.focus({ preventScroll: true });
  }

  showModal();
  listen();
})();
