import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Api } from './route.ts'

/** The parts of Swagger UI that the page loads; they come from the package, so it works without the internet. */
const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const START = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null })
})
`

const page = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Resettle: reference of the service</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script nonce="${nonce}" src="/docs/swagger-ui-bundle.js"></script>
<script nonce="${nonce}" src="/docs/start.js"></script>
</head>
<body><main id="reference"></main></body>
</html>
`

/** What the service can be asked, as a document and as a page to browse. */
export function addDocs(api: Api, version: string): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: "A token of `resettle tokens add`, LAMB's own token, or one of the OIDC provider.",
  })
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'resettle_session',
    description: 'The cookie of the page. What changes something needs the header `X-Resettle: 1` besides.',
  })
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  let document: object | undefined
  api.get('/openapi.json', (c) => {
    document ??= describe(api, version)
    return c.json(document)
  })
  api.get('/docs', (c) => c.html(page(c.get('nonce'))))
  api.get('/docs/start.js', (c) => c.text(START, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  api.get('/docs/:file', async (c, next) => {
    const name = c.req.param('file')
    const type = Object.hasOwn(files, name) ? files[name] : undefined
    if (type === undefined) return next()
    return c.body(new Uint8Array(await readFile(join(folder, name))), 200, {
      'Content-Type': type,
      'Cache-Control': 'public, max-age=86400',
    })
  })
}

/** The OpenAPI document of all routes. */
function describe(api: Api, version: string): object {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Resettle',
      version,
      description:
        'Moves people, and everything they own, between the organizations of a live multi-tenant app. Errors are problem ' +
        'documents (RFC 9457) with a permanent `code`.',
      license: { name: 'MIT' },
    },
  })
}
