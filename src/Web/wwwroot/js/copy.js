// Copy buttons. They are hidden until this runs, because without it they would do nothing.
const shownFor = 2000;

const live = document.createElement("p");
live.className = "visually-hidden";
live.setAttribute("role", "status");
document.body.append(live);

async function copy(source) {
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(source);
  }
}

// The clipboard interface is missing over plain http; the older command still works there.
function copyBySelection(source) {
  if (source.select) {
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }

  return document.execCommand("copy");
}

function enhance(button, source) {
  const label = button.textContent;
  let reset;
  button.addEventListener("click", async () => {
    const copied = await copy(source);
    clearTimeout(reset);
    button.textContent = copied ? "Copied ✓" : "Press Ctrl+C";
    live.textContent = copied ? "Copied to the clipboard." : "Copying failed. The text is selected: press Ctrl+C.";
    button.classList.toggle("is-done", copied);
    reset = setTimeout(() => {
      button.textContent = label;
      live.textContent = "";
      button.classList.remove("is-done");
    }, shownFor);
  });
  button.hidden = false;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  enhance(button, document.getElementById(button.dataset.copy));
}

for (const button of document.querySelectorAll("[data-copy-code]")) {
  enhance(button, button.parentElement.querySelector("code"));
}
