// One button that goes round: system, light, dark.
const themes = ["system", "light", "dark"];
const button = document.querySelector("[data-theme-switch]");

const current = () => document.documentElement.dataset.theme ?? "system";
const next = () => themes[(themes.indexOf(current()) + 1) % themes.length];

function apply(theme) {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }

  try {
    if (theme === "system") {
      localStorage.removeItem("theme");
    } else {
      localStorage.setItem("theme", theme);
    }
  } catch {
    // Storage is blocked: the choice holds for this page only.
  }

  render();
}

function render() {
  const label = `Theme: ${current()}. Switch to ${next()}.`;
  button.setAttribute("aria-label", label);
  button.title = label;
  for (const icon of button.querySelectorAll("[data-theme-icon]")) {
    icon.toggleAttribute("hidden", icon.dataset.themeIcon !== current());
  }
}

if (button) {
  button.addEventListener("click", () => apply(next()));
  render();
  button.hidden = false;
}
