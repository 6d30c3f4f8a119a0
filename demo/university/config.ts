/** What one organization may use, as the app keeps it in one JSON column. Keys and secrets are invented. */
export interface OrganizationSettings {
  readonly title: string
  readonly secret: string
  readonly admin: { readonly id: number; readonly email: string } | null
  readonly providers: Readonly<Record<string, readonly string[]>>
  readonly model: { readonly provider: string; readonly model: string }
  readonly kbServer: string
  readonly libraryServer: string
  readonly signUpKey: string | null
  readonly isSharing: boolean
}

const addresses: Readonly<Record<string, string>> = {
  openai: 'https://openai.proxy.portlindar.example/v1',
  anthropic: 'https://anthropic.proxy.portlindar.example',
  ollama: 'http://gpu.portlindar.example:11434',
}

export function organizationConfig(settings: OrganizationSettings): string {
  const { title, secret, admin, model } = settings
  return JSON.stringify({
    version: '1.0',
    metadata: {
      description: title,
      ...(admin === null ? {} : { admin_user_id: admin.id, admin_user_email: admin.email }),
    },
    setups: {
      default: {
        name: 'Default',
        is_default: true,
        providers: Object.fromEntries(
          Object.entries(settings.providers).map(([name, models]) => [
            name,
            {
              enabled: true,
              ...(name === 'ollama' ? {} : { api_key: `sk-demo-${secret}-${name}` }),
              base_url: addresses[name],
              models,
              default_model: models[0],
            },
          ]),
        ),
        global_default_model: model,
        small_fast_model: model,
        knowledge_base: { server_url: settings.kbServer, api_token: `kb-demo-${secret}` },
        library: {
          server_url: settings.libraryServer,
          api_token: `lib-demo-${secret}`,
          allowed_import_plugins: ['simple_import', 'youtube_transcript', 'url_import'],
        },
      },
    },
    kb_server: {
      url: settings.kbServer,
      api_key: `kb-demo-${secret}`,
      embedding_model: 'nomic-embed-text',
      collection_defaults: { chunk_size: 1000, chunk_overlap: 200 },
    },
    features: {
      rag_enabled: true,
      mcp_enabled: true,
      lti_publishing: true,
      sharing_enabled: settings.isSharing,
      signup_enabled: settings.signUpKey !== null,
      ...(settings.signUpKey === null ? {} : { signup_key: settings.signUpKey }),
    },
    assistant_defaults: {
      connector: model.provider,
      llm: model.model,
      prompt_processor: 'simple_augment',
      rag_processor: 'no_rag',
    },
    limits: { usage: { tokens_per_month: -1, max_assistants: -1, storage_gb: -1 } },
  })
}
