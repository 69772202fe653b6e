/** A new element: what it has as a property is set as one, the rest as attributes. */
export const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  settings: Record<string, unknown>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name in element) Object.assign(element, { [name]: value });
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
};
