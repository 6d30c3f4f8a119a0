import { styleNonce } from '../../../theme/nonce.ts'

/**
 * A mail as this page may show it. Mails carry their styles on each element, which the content security policy of the
 * page forbids; so they are gathered in one style element that has the page's one-time word. They are set aside in the
 * text already: a browser objects as soon as it reads them.
 */
export function mailDocument(html: string): string {
  const aside = html.replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, ' data-style='))
  const allowed = aside.replaceAll(/<style\b/gi, `<style nonce="${styleNonce}"`)
  const mail = new DOMParser().parseFromString(allowed, 'text/html')
  const rules = Array.from(mail.querySelectorAll<HTMLElement>('[data-style]'), (element, index) => {
    const declarations = element.dataset.style ?? ''
    delete element.dataset.style
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
