// Before the first paint, so that a dark room is not lit up. A file of its own: the page has no inline scripts.
try {
  const wanted = localStorage.getItem('resettle-scheme')
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
} catch {
  // Storage may be forbidden; the page then starts light and sets itself right.
}
