/**
 * The one-time word with which the service allows this page to add styles. Mantine adds its variables as a style
 * element, and its dialogs one that stops the page from scrolling.
 */
export const styleNonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? ''

Object.assign(globalThis, { __webpack_nonce__: styleNonce })
