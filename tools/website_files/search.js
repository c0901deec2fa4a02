"use strict";
// Every word that is typed must stand in a piece; headings count before text, the reader's own language before the other.
const root = document.documentElement;
const mine = root.lang.slice(0, 2);
const box = document.querySelector("input");
const found = document.getElementById("found");
const narrow = matchMedia("(max-width: 56em)");
if (narrow.matches) document.querySelector("details").open = false;

function points([language, , page, heading, text], words) {
  let sum = language === mine ? 4 : 0;
  for (const word of words) {
    if (heading.toLowerCase().includes(word)) sum += 8;
    else if (page.toLowerCase().includes(word)) sum += 3;
    else if (text.toLowerCase().includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

function shown([, address, page, heading, text], words) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
  const line = document.createElement("li");
  const link = line.appendChild(document.createElement("a"));
  link.href = root.dataset.up + address;
  link.textContent = heading === page ? page : page + " · " + heading;
  line.appendChild(document.createElement("p")).textContent = (at ? "…" : "") + text.slice(at, at + 140);
  return line;
}

function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  found.replaceChildren();
  if (!words.length) return;
  const hits = PAGES.map((one) => [points(one, words), one]).filter(([sum]) => sum);
  hits.sort((one, other) => other[0] - one[0]);
  if (!hits.length) found.textContent = root.dataset.none;
  else found.appendChild(document.createElement("ol")).append(...hits.slice(0, 12).map(([, one]) => shown(one, words)));
}

box.addEventListener("input", search);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
box.value = new URLSearchParams(location.search).get("q") || "";
search();
