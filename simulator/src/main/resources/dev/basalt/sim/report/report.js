// Shows the values under the pointer, read off the paths themselves.
for (const svg of document.querySelectorAll("svg[data-top]")) {
  const d = svg.dataset, left = +d.left, right = +d.right, above = +d.above, base = +d.base;
  const lines = [...svg.querySelectorAll(".line")].map(path => ({
    name: path.dataset.name,
    points: path.getAttribute("d").slice(1).split("L").map(point => point.split(" ").map(Number)),
  }));
  const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
  cursor.setAttribute("class", "cursor");
  cursor.setAttribute("y1", above);
  cursor.setAttribute("y2", base);
  const tip = document.createElement("div");
  tip.className = "tip";
  const hide = () => { cursor.remove(); tip.remove(); };
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    if (x < left || x > right || !lines.length) { hide(); return; }
    const hour = +d.from + (x - left) / (right - left) * (d.to - d.from);
    const minutes = Math.round(hour * 60);
    const texts = lines.map(line => {
      const near = line.points.reduce((best, point) => Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best);
      const value = (base - near[1]) / (base - above) * d.top;
      return line.name + " " + (d.unit ? value.toFixed(1) + " " + d.unit : Math.round(value).toLocaleString("en"));
    });
    tip.textContent = Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0") + " h: " + texts.join(", ");
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    svg.append(cursor);
    svg.parentElement.append(tip);
    const at = event.clientX - svg.parentElement.getBoundingClientRect().left;
    const room = svg.parentElement.clientWidth - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(room, at + 12)) + "px";
    tip.style.top = event.clientY - svg.parentElement.getBoundingClientRect().top - 34 + "px";
  });
}
