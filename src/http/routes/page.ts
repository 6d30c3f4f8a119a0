import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Context } from 'hono'
import type { HttpEnv } from '../env.ts'
import type { Api } from './route.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Stands in the page's HTML where a nonce belongs. */
const NONCE_PLACE = '__CSP_NONCE__'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Resettle</title></head>
<body>
<h1>The page was not built</h1>
<p>The service runs. Its page is made with <code>npm run build</code>; then start the service again.</p>
<p><a href="/docs">What the service can be asked</a></p>
</body>
</html>
`

/** The admin page: its files, and for every other address that a browser asks for its one HTML document. */
export function addPage(api: Api, root: string | null): void {
  api.get('*', async (c, next) => {
    const { path } = c.req
    if (path.startsWith('/api/')) return next()
    const file = root === null ? null : await findFile(root, path)
    if (file !== null && extname(file) !== '.html') return sendFile(c, file, path)
    if (extname(path) !== '' && file === null) return next()
    if (!(c.req.header('Accept') ?? '*/*').match(/text\/html|\*\/\*/)) return next()
    return sendPage(c, root)
  })
}

async function sendFile(c: Context<HttpEnv>, file: string, path: string): Promise<Response> {
  // Names in this folder hold a hash of what is in them.
  const isHashed = path.startsWith('/assets/')
  return c.body(new Uint8Array(await readFile(file)), 200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
}

async function sendPage(c: Context<HttpEnv>, root: string | null): Promise<Response> {
  const html = root === null ? null : await readFile(join(root, 'index.html'), 'utf8').catch(() => null)
  c.header('Cache-Control', 'no-store')
  return c.html((html ?? NOT_BUILT).replaceAll(NONCE_PLACE, c.get('nonce')), html === null ? 503 : 200)
}

/** The file at a path below the root; null for what is not there, and for every way out of it. */
async function findFile(root: string, path: string): Promise<string | null> {
  const decoded = decode(path)
  if (decoded === null || decoded.includes('\0')) return null
  const file = normalize(join(root, decoded))
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
  return isFile ? file : null
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
