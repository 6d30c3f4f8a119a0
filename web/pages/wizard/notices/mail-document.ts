import { styleNonce } from '../../../theme/nonce.ts'

/**
 * A mail as this page may show it. Mails carry their styles on each element, which the content security policy of the
 * page forbids; so they are gathered in one style element that has the page's one-time word.
 */
export function mailDocument(html: string): string {
  const mail = new DOMParser().parseFromString(html, 'text/html')
  for (const style of mail.querySelectorAll('style')) style.setAttribute('nonce', styleNonce)
  const rules = Array.from(mail.querySelectorAll<HTMLElement>('[style]'), (element, index) => {
    const declarations = element.getAttribute('style') ?? ''
    element.removeAttribute('style')
    element.dataset.styled = String(index)
    return `[data-styled="${String(index)}"]{${declarations}}`
  })
  const gathered = mail.createElement('style')
  gathered.setAttribute('nonce', styleNonce)
  gathered.textContent = rules.join('\n')
  // In front of the mail's own rules, which use their weight to adapt to small screens.
  mail.head.prepend(gathered)
  return `<!doctype html>${mail.documentElement.outerHTML}`
}
