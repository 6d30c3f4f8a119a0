import { addAssistant } from '../makers.ts'
import type { Value, World } from '../world.ts'
import type { Hazard } from './hazard.ts'

export function addChat(world: World, user: number, assistant: number, title: string): void {
  const message = world.random.uuid()
  const messages = { [message]: { role: 'user', content: 'Why does it not converge?' } }
  world.addNamed('lamb_chats', {
    id: world.random.uuid(),
    user_id: user,
    assistant_id: assistant,
    title,
    ...world.times(),
    chat: JSON.stringify({ history: { messages, currentId: message } }),
    archived: world.random.once(7) ? 1 : 0,
  })
}

export function addShare(world: World, assistant: number, to: number, by: number): void {
  world.add('assistant_shares', {
    assistant_id: assistant,
    shared_with_user_id: to,
    shared_by_user_id: by,
    shared_at: world.moment(),
  })
}

export function addSession(
  world: World,
  organization: number,
  email: string,
  assistant: number | null,
): void {
  world.addNamed('aac_sessions', {
    id: world.random.uuid(),
    assistant_id: assistant,
    user_email: email,
    organization_id: organization,
    status: world.random.once(4) ? 'closed' : 'active',
    conversation: '[{"role": "user", "content": "Make my tutor kinder"}]',
    created_at: world.momentText(),
    updated_at: world.momentText(),
    title: 'Refining a tutor',
  })
}

/** A scenario, a run of it and a verdict. */
export function addTest(world: World, assistant: number, by: string, title: string): void {
  const scenario = world.addNamed('assistant_test_scenarios', {
    id: world.random.uuid(),
    assistant_id: assistant,
    title,
    messages: '[{"role": "user", "content": "Solve it for me"}]',
    expected_behavior: 'Declines and asks what was tried',
    created_by: by,
    created_at: world.momentText(),
    updated_at: world.momentText(),
  })
  const run = world.addNamed('assistant_test_runs', {
    id: world.random.uuid(),
    assistant_id: assistant,
    scenario_id: scenario,
    input_messages: '[]',
    output: 'What have you tried so far?',
    token_usage: '{"total_tokens": 84}',
    assistant_snapshot: JSON.stringify({ id: assistant, name: title }),
    model_used: 'gpt-4o-mini',
    elapsed_ms: 640.5,
    created_at: world.momentText(),
  })
  world.addNamed('assistant_test_evaluations', {
    id: world.random.uuid(),
    test_run_id: run,
    evaluator: 'human',
    verdict: 'good',
    dimensions: '{"tone": 4}',
    confirmed_by_user: true,
    created_at: world.momentText(),
  })
}

export function addQuota(world: World, assistant: number, limit: number, isBlocked: boolean): void {
  world.add('assistant_quota_alerts', {
    assistant_id: assistant,
    quota_limit_usd: limit,
    thresholds_config: '[50, 80, 100]',
    current_alert_level: isBlocked ? 100 : 0,
    is_blocked: isBlocked,
    updated_at: world.moment(),
  })
}

export function addAudit(
  world: World,
  organization: number,
  actor: number,
  action: string,
  target: string,
  details: string | null = null,
): void {
  world.add('audit_log', {
    organization_id: organization,
    actor_user_id: actor,
    action,
    target_type: 'library',
    target_id: target,
    details,
    created_at: world.moment(),
  })
}

export function addImport(
  world: World,
  organization: number,
  admin: { id: number | null; email: string },
): void {
  const total = 1 + world.random.below(40)
  world.add('bulk_import_logs', {
    organization_id: organization,
    admin_user_id: admin.id,
    admin_email: admin.email,
    operation_type: world.random.pick(['user_creation', 'user_activation', 'user_deactivation']),
    total_count: total,
    success_count: total,
    failure_count: 0,
    details: JSON.stringify([{ email: 'new.student@portlindar.example', status: 'success' }]),
    created_at: world.moment(),
  })
}

export const traceHazards = {
  'usage-of-strangers': {
    says: 'Usage logs name nobody, no assistant, a stranger, or an assistant of another organization.',
    write: (world, cast) => {
      const { source, target, bystander } = cast.organizations
      const name = `${cast.jon.id}_metered`
      const ours = addAssistant(world, { organization: source.id, owner: cast.jon.email, name })
      const log = (organization: number, user: Value, assistant: Value, data: string) =>
        world.add('usage_logs', {
          organization_id: organization,
          user_id: user,
          assistant_id: assistant,
          usage_data: data,
          created_at: world.moment(),
          model_name: null,
          provider: null,
        })
      const spent = '{"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}'
      log(source.id, null, null, '{}')
      log(source.id, null, ours, spent)
      log(source.id, cast.pedro.id, ours, spent)
      log(target.id, cast.soren.id, ours, spent)
      log(bystander.id, cast.jon.id, ours, spent)
      log(source.id, cast.root.id, null, '[]')
    },
  },
  'shares-and-chats-of-strangers': {
    says: 'People of other organizations chat with an assistant of the source and have it shared.',
    needs: ['assistant_shares', 'lamb_chats'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      const name = `${cast.aoife.id}_popular`
      const ours = addAssistant(world, { organization: source.id, owner: cast.aoife.email, name })
      const theirs = addAssistant(world, {
        organization: target.id,
        owner: cast.soren.email,
        name: `${cast.soren.id}_popular`,
      })
      for (const person of [cast.jon, cast.pedro, cast.soren]) {
        addShare(world, ours, person.id, cast.aoife.id)
        addChat(world, person.id, ours, `Dear "tutor", it's me\n${person.name}`)
      }
      addShare(world, theirs, cast.jon.id, cast.soren.id)
      addChat(world, cast.jon.id, theirs, 'New Chat')
      addQuota(world, ours, 12.5, true)
      addTest(world, ours, cast.aoife.email, 'Refuses to do the homework')
    },
  },
  'audit-of-strangers': {
    says: 'The audit log of the source names people of other organizations.',
    needs: ['audit_log'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      addAudit(world, source.id, cast.pedro.id, 'library.delete', world.random.uuid())
      addAudit(world, source.id, cast.root.id, 'library.import', '', 'not json')
      addAudit(
        world,
        source.id,
        cast.marta.id,
        'library.create',
        world.random.uuid(),
        '{"name": "Seguretat"}',
      )
      addAudit(world, target.id, cast.marta.id, 'library.share', world.random.uuid(), '')
    },
  },
  'import-without-admin': {
    says: 'An import log of the source has lost its admin.',
    needs: ['bulk_import_logs'],
    write: (world, cast) => {
      const { source } = cast.organizations
      addImport(world, source.id, { id: null, email: 'former.admin@portlindar.example' })
      addImport(world, source.id, { id: cast.root.id, email: cast.root.email })
    },
  },
  'session-of-nobody': {
    says: 'Authoring sessions of the source name unknown people and assistants that are gone.',
    needs: ['aac_sessions'],
    write: (world, cast) => {
      const { source } = cast.organizations
      addSession(world, source.id, 'former.admin@portlindar.example', null)
      addSession(world, source.id, cast.pedro.email, 987_654)
    },
  },
  'model-permissions': {
    says: 'Model permissions are kept by e-mail and belong to no organization.',
    write: (world, cast) => {
      for (const email of [cast.jon.email, cast.eleni.email, 'former.admin@portlindar.example']) {
        world.add('model_permissions', { user_email: email, model_name: 'gpt-4o', access_type: 'include' })
      }
    },
  },
} satisfies Record<string, Hazard>
