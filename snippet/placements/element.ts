/** A new element. Everything is set as a property: no policy of the page has a say in that. */
export const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  settings: object,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = Object.assign(document.createElement(tag), settings);
  element.append(...children);
  return element;
};
