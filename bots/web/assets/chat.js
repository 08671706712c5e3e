// Makes the page nicer where scripts run. Without it every form here works by
// itself. Nothing that was typed is put into the page, nothing is stored, and
// nothing is asked of another site.
"use strict";

(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  root.classList.add("script");

  // A turn: the form is posted from the page, and of the page that comes back the
  // reply is added below the earlier ones. There is so one way only in which a
  // reply is made, and what this script does not know still works.

  const patience = 15000; // milliseconds until a turn counts as failed
  let running = null;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.hasAttribute("data-leave") || (button && button.hasAttribute("data-leave-too"))) {
      event.preventDefault();
      leave();
    } else if (form.hasAttribute("data-turn") && button) {
      event.preventDefault();
      turn(form, button);
    }
  });

  async function turn(form, button) {
    const urgent = button.classList.contains("help-now");
    if (running) {
      if (!urgent) return;
      running.abort(); // help never waits for an answer
    }
    const mine = (running = new AbortController());
    const fields = new URLSearchParams(new FormData(form));
    if (button.name) fields.set(button.name, button.value);
    const timer = setTimeout(() => mine.abort(), patience);
    wait(true);
    let reply = null;
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: fields,
        redirect: "manual",
        cache: "no-store",
        signal: mine.signal,
      });
      if (response.type === "opaqueredirect") {
        leave(); // the chat is erased
        return;
      }
      reply = read(await response.text());
      if (reply && response.ok && form.classList.contains("ask")) form.reset();
    } catch {
      // No connection, or no answer in time: what stands in the page helps.
    } finally {
      clearTimeout(timer);
    }
    if (running !== mine) return; // the help button was faster
    running = null;
    wait(false);
    const label = button.name === "choice" ? button.textContent.trim() : "";
    show(reply || { turns: [find("#failed").content.firstElementChild.cloneNode(true)] }, label);
  }

  function read(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const turns = [...page.querySelectorAll("#log > .turn")];
    return turns.length ? { turns, page } : null;
  }

  function show({ turns, page }, label) {
    const chosen = turns[0].querySelector(".you .label");
    if (page && page.documentElement.lang !== root.lang) speak(page);
    else if (chosen && label) chosen.textContent = label; // the button's own words
    const log = find("#log");
    for (const t of turns) log.append(document.importNode(t, true));
    const last = log.lastElementChild;
    last.querySelector("h2").focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    last.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    grow();
  }

  // The page's own words change to the language of the reply.
  function speak(page) {
    page.querySelector("#log").replaceChildren(...find("#log").children);
    root.lang = page.documentElement.lang;
    root.dir = page.documentElement.dir;
    document.body.replaceChildren(...document.importNode(page.body, true).childNodes);
  }

  function wait(on) {
    const line = find("#waiting");
    find("#log").setAttribute("aria-busy", String(on));
    line.textContent = on ? line.dataset.word : "";
  }

  // The question's field grows with it. Enter sends, Shift and Enter is a new line.

  function grow() {
    const field = find("#text");
    if (!field) return;
    field.rows = 2;
    while (field.scrollHeight > field.clientHeight && field.rows < 8) field.rows++;
  }
  document.addEventListener("input", grow);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "text") return;
    event.preventDefault();
    const form = event.target.form;
    if (form.reportValidity()) form.requestSubmit(form.querySelector("button"));
  });

  // Leave quickly, as GOV.UK's "Exit this page" does it: the button, or one key
  // pressed three times. The page is emptied before anything else happens.

  const presses = { needed: 3, within: 5000, count: 0, timer: 0 };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const words = find("form[data-leave]").dataset;
    clearTimeout(presses.timer);
    presses.count++;
    if (presses.count >= presses.needed) {
      leave();
      return;
    }
    say(presses.count === 1 ? words.twice : words.last);
    presses.timer = setTimeout(() => {
      presses.count = 0;
      say(words.stopped);
    }, presses.within);
  });

  function say(words) {
    find("#leave-status").textContent = words;
    find("form[data-leave]").dataset.presses = presses.count;
  }

  function leave() {
    const { leave: address, leaving } = find("form[data-leave]").dataset;
    root.classList.add("leaving");
    document.title = leaving;
    const line = document.createElement("p");
    line.className = "hidden";
    line.setAttribute("role", "alert");
    line.textContent = leaving;
    document.body.replaceChildren(line);
    if (running) running.abort();
    fetch("/leave", { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
    if (window.top !== window) {
      try {
        window.top.location.replace(address);
      } catch {
        // The page around us does not let us; our own frame is emptied all the same.
      }
    }
    location.replace(address);
  }

  // Back shows the first page and never what was open.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/");
  });
})();
