// Moving by keyboard, and the tree that follows the text. Without it the page is whole: links and lists work alone.
const boxes = [...document.querySelectorAll("main div")];
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
let here = null;

function go(box, scroll = true) {
  if (!box) return;
  here?.classList.remove("here");
  links.get(here?.id)?.classList.remove("here");
  here = box;
  here.classList.add("here");
  const link = links.get(here.id);
  for (let at = link?.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  link?.classList.add("here");
  link?.scrollIntoView({ block: "nearest" });
  if (scroll) here.scrollIntoView({ block: "start" });
  history.replaceState(null, "", "#" + here.id);
}

const at = () => boxes.indexOf(here);
const after = (is) => boxes.slice(at() + 1).find(is) ?? boxes.find(is);
const moves = {
  j: () => boxes[at() + 1],
  k: () => boxes[at() - 1],
  n: () => after((box) => box.classList.contains("doubt")),
  u: () => here?.parentElement.closest("main div"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in moves)) return;
  event.preventDefault();
  go(moves[event.key]());
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#s']");
  if (link) event.preventDefault();
  go(link ? document.getElementById(link.hash.slice(1)) : event.target.closest("main div"), Boolean(link));
});
go(document.getElementById(location.hash.slice(1)));
