// Turns sections that stand below each other into tabs, after the ARIA pattern: arrows move, Tab leaves.
function enhance(group) {
  const panels = [...group.querySelectorAll(":scope > [data-tab]")];
  const list = document.createElement("div");
  list.className = "tabs__list";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.tabs);

  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tabs__tab";
    tab.id = `${panel.id}-tab`;
    tab.textContent = panel.dataset.tab;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.querySelector("h3")?.remove();
    tab.addEventListener("click", () => select(tab));
    list.append(tab);
    return tab;
  });

  function select(chosen) {
    tabs.forEach((tab, index) => {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panels[index].hidden = !isChosen;
    });
  }

  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      const tab = tabs[(to + tabs.length) % tabs.length];
      tab.focus();
      select(tab);
    }
  });

  group.prepend(list);
  group.classList.add("is-enhanced");
  select(tabs[0]);
}

document.querySelectorAll("[data-tabs]").forEach(enhance);
