// What of a page cannot be read or seen on a ground: text below 4.5:1, marks and lines below 3:1.
(ground) => {
  const numbers = (colour) => {
    const found = colour.match(/[\d.e-]+/g).map(Number);
    const [r, g, b, alpha = 1] = found;
    return colour.startsWith("color(") ? [r, g, b, alpha] : [r / 255, g / 255, b / 255, alpha];
  };
  const mixed = (colour, opacity, below) => {
    const [r, g, b, alpha] = numbers(colour);
    return [r, g, b].map((x, k) => alpha * opacity * x + (1 - alpha * opacity) * below[k]);
  };
  const light = (colour) =>
    colour
      .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
      .reduce((sum, x, k) => sum + x * [0.2126, 0.7152, 0.0722][k], 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const known = (what) => {
    const answers = new Map();
    return (node) => answers.get(node) ?? answers.set(node, what(node)).get(node);
  };
  const paper = known((node) =>
    node ? mixed(getComputedStyle(node).backgroundColor, 1, paper(node.parentElement)) : numbers(ground).slice(0, 3)
  );
  const opacity = known((node) => node ? getComputedStyle(node).opacity * opacity(node.parentElement) : 1);
  const found = {};
  const judge = (what, node, least, ...paints) => {
    const reached = paints.filter(([colour]) => numbers(colour)[3] > 0)
      .map(([colour, alpha, below]) => contrast(mixed(colour, alpha * opacity(node), below), below));
    if (reached.length && Math.max(...reached) < least) {
      found[`${what} ${paints.map(([colour]) => colour)} ${Math.max(...reached).toFixed(2)}`] = node.outerHTML;
    }
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  for (const node of document.querySelectorAll("body *")) {
    const style = getComputedStyle(node);
    const written = [...node.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
    if (node.closest("defs, clipPath, title, annotation, script, style") || !shown(node) || opacity(node) === 0) {
      continue;
    }
    if (node.ownerSVGElement && written) {
      node.scrollIntoView({ behavior: "instant", block: "center", inline: "center" });
      const box = node.getBoundingClientRect();
      const under = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        .find((other) => other.matches("svg :is(path, use, image)") && getComputedStyle(other).fill !== "none");
      if (under?.matches("image")) continue; // a map, which has a paper of its own
      const drawn = under && getComputedStyle(under);
      const below = under ? mixed(drawn.fill, drawn.fillOpacity * opacity(under), paper(node)) : paper(node);
      judge("text", node, 4.5, [style.fill, style.fillOpacity, below]);
    } else if (written) {
      judge("text", node, 4.5, [style.color, 1, paper(node)]);
    } else if (node.matches("svg :is(path, use, line, circle, rect)")) {
      const paints = ["fill", "stroke"].filter((paint) => style[paint] !== "none")
        .map((paint) => [style[paint], style[`${paint}Opacity`], paper(node)]);
      if (paints.length) judge("mark", node, 3, ...paints);
    }
    for (const side of ["Left", "Bottom"]) {
      const [width, line] = [style[`border${side}Width`], style[`border${side}Style`]];
      if (line !== "none" && parseFloat(width) >= 2) { // thinner ones set rows and boxes apart
        judge("line", node, 3, [style[`border${side}Color`], 1, paper(node.parentElement)]);
      }
    }
  }
  return found;
}
