"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const canvas = $("canvas"), graph = $("graph"), world = $("world"), side = $("side");
  const find = $("find"), found = $("found"), results = $("results"), hint = $("hint"), tree = $("tree");
  document.documentElement.classList.add("js");
  const full = { x: 0, y: 0, w: +graph.getAttribute("width"), h: +graph.getAttribute("height") };
  graph.removeAttribute("width");
  graph.removeAttribute("height");

  const box = (el) => {
    const [x, y, w, h] = el.dataset.box.split(" ").map(Number);
    return { x, y, w, h };
  };
  const nodes = new Map(); // by id: the group in the picture, the text, what search looks at
  for (const el of graph.querySelectorAll(".node")) {
    nodes.set(el.dataset.node, { el, box: box(el) });
  }
  for (const text of side.querySelectorAll("article")) {
    const node = nodes.get(text.dataset.id);
    node.text = text;
    node.words = text.textContent.toLowerCase();
    node.name = (text.dataset.id + " " + text.querySelector("h3").textContent).toLowerCase();
  }

  // The picture: scaled by k, then moved by x and y.
  const least = 0.03, most = 3;
  let view = { x: 0, y: 0, k: 1 };
  const show = (glide) => {
    world.classList.toggle("glide", Boolean(glide));
    world.setAttribute("transform", `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.k.toFixed(4)})`);
  };
  const zoom = (factor, cx = canvas.clientWidth / 2, cy = canvas.clientHeight / 2) => {
    const k = Math.min(most, Math.max(least, view.k * factor));
    view = { x: cx - (cx - view.x) * (k / view.k), y: cy - (cy - view.y) * (k / view.k), k };
    show();
  };
  const pan = (dx, dy) => {
    view.x += dx;
    view.y += dy;
    show();
  };
  // fit shows a part of the picture as large as it goes; a tall one from its top.
  const fit = (b, limit = 1) => {
    const w = canvas.clientWidth, h = canvas.clientHeight, edge = 24;
    const wide = (w - 2 * edge) / b.w;
    const k = Math.max(least, Math.min(limit, wide, Math.max((h - 2 * edge) / b.h, Math.min(wide, 0.45))));
    view = { x: (w - b.w * k) / 2 - b.x * k, y: Math.max(edge, (h - b.h * k) / 2) - b.y * k, k };
    show(true);
  };
  const region = () => {
    const el = tree.value && graph.querySelector(`.tree[data-tree="${CSS.escape(tree.value)}"]`);
    return el ? box(el) : full;
  };
  // reveal moves the picture so that a box can be read.
  const reveal = (b) => {
    const k = Math.max(view.k, 0.7), w = canvas.clientWidth, h = canvas.clientHeight;
    const x = b.x * view.k + view.x, y = b.y * view.k + view.y;
    if (k === view.k && x > 0 && y > 0 && x + b.w * k < w && y + b.h * k < h) return;
    view = { x: w / 2 - (b.x + b.w / 2) * k, y: h / 2 - (b.y + Math.min(b.h, h / k - 40) / 2) * k, k };
    show(true);
  };

  let chosen = null;
  const choose = (id, focus) => {
    const node = nodes.get(id);
    if (!node) return;
    if (chosen) {
      chosen.el.classList.remove("chosen");
      chosen.text.classList.remove("open");
    }
    chosen = node;
    node.el.classList.add("chosen");
    node.text.classList.add("open");
    hint.hidden = true;
    reveal(node.box);
    side.scrollTop = 0; // the text stands at the top, below what a search found
    history.replaceState(null, "", "#" + node.text.id);
    if (focus) node.text.focus({ preventScroll: true });
  };
  const idOf = (href) => {
    const text = href && href.startsWith("#") && document.getElementById(href.slice(1));
    return text && text.dataset.id;
  };

  // A click on a box, a stub or a link to a node opens its text. A click that
  // ends a drag does nothing.
  let drag = null, dragged = false;
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a");
    const id = link && idOf(link.getAttribute("href"));
    if (!id) return;
    e.preventDefault();
    if (dragged && canvas.contains(link)) return;
    choose(id, !canvas.contains(link));
  });
  canvas.addEventListener("pointerdown", (e) => {
    dragged = false;
    if (e.button === 0) drag = { x: e.clientX, y: e.clientY };
  });
  window.addEventListener("pointermove", (e) => {
    if (!drag) return;
    const dx = e.clientX - drag.x, dy = e.clientY - drag.y;
    if (!dragged && Math.hypot(dx, dy) < 5) return;
    dragged = true;
    canvas.classList.add("dragging");
    drag = { x: e.clientX, y: e.clientY };
    pan(dx, dy);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, () => {
      drag = null;
      canvas.classList.remove("dragging");
    });
  }
  canvas.addEventListener("dragstart", (e) => e.preventDefault());
  canvas.addEventListener("wheel", (e) => {
    e.preventDefault();
    const step = e.deltaMode === 1 ? 20 : 1;
    if (e.shiftKey) return pan(-(e.deltaX + e.deltaY) * step, 0);
    const at = canvas.getBoundingClientRect();
    zoom(Math.exp(-e.deltaY * step * 0.0015), e.clientX - at.left, e.clientY - at.top);
  }, { passive: false });
  // The browser scrolls to what gets the focus; here the picture moves instead.
  canvas.addEventListener("scroll", () => canvas.scrollTo(0, 0));
  canvas.addEventListener("focusin", (e) => {
    const el = e.target.closest(".node");
    if (el && e.target.matches(":focus-visible")) reveal(nodes.get(el.dataset.node).box);
  });

  $("in").addEventListener("click", () => zoom(1.25));
  $("out").addEventListener("click", () => zoom(0.8));
  $("fit").addEventListener("click", () => fit(region()));
  tree.addEventListener("change", () => fit(region()));

  // The search: every word must stand in the id, the title or the text.
  let hits = [], at = -1;
  const search = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits = [];
    at = -1;
    for (const [id, node] of nodes) {
      const hit = words.length > 0 && words.every((w) => node.words.includes(w));
      node.el.classList.toggle("hit", hit);
      if (hit) hits.push(id);
    }
    const named = (id) => words.every((w) => nodes.get(id).name.includes(w)) ? 0 : 1;
    hits.sort((a, b) => named(a) - named(b)); // those found by id or title first
    graph.classList.toggle("searching", words.length > 0);
    found.textContent = words.length ? `${hits.length} of ${nodes.size} nodes` : "";
    results.hidden = hits.length === 0;
    results.replaceChildren(...hits.map((id) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + nodes.get(id).text.id;
      link.textContent = id;
      item.append(link);
      return item;
    }));
  };
  find.addEventListener("input", search);
  find.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && hits.length) {
      e.preventDefault();
      at = (at + (e.shiftKey ? hits.length - 1 : 1)) % hits.length;
      choose(hits[at]);
      found.textContent = `${at + 1} of ${hits.length}`;
    }
    if (e.key === "Escape") {
      find.value = "";
      search();
      canvas.focus();
    }
  });

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, select")) return;
    const inText = side.contains(e.target);
    const keys = {
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": () => fit(region()),
      "/": () => find.focus(),
      ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80), ArrowDown: () => pan(0, -80),
    };
    const act = keys[e.key];
    if (!act || inText && e.key.startsWith("Arrow")) return;
    e.preventDefault();
    act();
  });

  const first = idOf(location.hash);
  fit(region());
  if (first) choose(first);
  window.addEventListener("hashchange", () => {
    const id = idOf(location.hash);
    if (id) choose(id);
  });
})();
