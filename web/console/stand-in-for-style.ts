/**
 * Takes text as a style element does, for a terminal that wants one: the page's policy forbids those, but not the CSSOM, as script that
 * may run at all may do that. It holds as long as it is not removed, and shows nothing itself.
 */
export function standInForStyle(): HTMLElement {
  const sheet = new CSSStyleSheet()
  const element = document.createElement('template')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  Object.defineProperty(element, 'textContent', {
    set(css: string) {
      sheet.replaceSync(css)
    },
  })
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    Element.prototype.remove.call(element)
  }
  return element
}
