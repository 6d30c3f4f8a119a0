import { describe, expect, it } from 'vitest'
import { renderCheck, renderMigrations, renderOrganizations } from '../../src/cli/render/lists.ts'
import { renderMigration } from '../../src/cli/render/migration.ts'
import { renderNoticePreviews, renderNotices } from '../../src/cli/render/notices.ts'
import { renderPlan } from '../../src/cli/render/plan.ts'
import { renderProblem } from '../../src/cli/render/problem.ts'
import { renderRecord, undoState } from '../../src/cli/render/record.ts'
import { renderReportVerification } from '../../src/cli/render/report-verification.ts'
import { renderRollback } from '../../src/cli/render/rollback.ts'
import { renderVerification } from '../../src/cli/render/verification.ts'
import { createLook, type Look } from '../../src/cli/terminal/look.ts'
import { width } from '../../src/cli/terminal/text.ts'
import { ResettleError } from '../../src/errors.ts'
import * as documents from './support/documents.ts'
import * as notices from './support/notices.ts'
import * as reports from './support/reports.ts'

const stale = new ResettleError('plan.stale', 'Since then: a; b.', { context: { changes: ['a', 'b'] } })
const blocked = new ResettleError('plan.blocked', 'The servers differ.', {
  context: { findings: [documents.blocker] },
})

/** Every page there is. */
const pages: Readonly<Record<string, (look: Look) => string>> = {
  plan: (look) => renderPlan(documents.plan(), look),
  'plan-brief': (look) => renderPlan(documents.plan(), look, { isBrief: true }),
  'plan-undecided': (look) => renderPlan(documents.undecided, look),
  'plan-blocked': (look) =>
    renderPlan(
      documents.plan({ can_migrate: false, findings: [documents.blocker, documents.warning] }),
      look,
    ),
  migration: (look) => renderMigration(documents.migration, look),
  report: (look) => renderMigration(documents.migration, look, { undo: undoState(documents.record) }),
  verification: (look) => renderVerification(documents.verification, look),
  'verification-failed': (look) => renderVerification(documents.failed, look),
  'rollback-preview': (look) => renderRollback(documents.preview, look),
  rollback: (look) => renderRollback(documents.rollback, look),
  notices: (look) => renderNotices(notices.mixed, look),
  'notices-none': (look) => renderNotices(notices.list([]), look),
  'notices-preview': (look) => renderNoticePreviews(notices.previews, look),
  'report-verification': (look) => renderReportVerification(reports.reportVerification, 'report.json', look),
  organizations: (look) => renderOrganizations(documents.organizations, look),
  migrations: (look) => renderMigrations([documents.summary, documents.rolledBack], look),
  'migrations-none': (look) => renderMigrations([], look),
  show: (look) => renderRecord(documents.record, look),
  'show-rolled-back': (look) => renderRecord(documents.rolledBack, look),
  check: (look) => renderCheck(documents.check, look),
  'check-mismatch': (look) => renderCheck(documents.mismatch, look),
  'problem-stale': (look) => renderProblem(stale.toProblem(), look),
  'problem-blocked': (look) => renderProblem(blocked.toProblem(), look),
}
const prefix = ['resettle', '--db', 'sqlite:app.db']

describe.each(Object.entries(pages))('%s', (name, render) => {
  it('looks like this', async () => {
    await expect(render(createLook({ columns: 102 }, {}, prefix))).toMatchFileSnapshot(`pages/${name}.txt`)
  })

  it('says the same in colours', () => {
    const coloured = render(createLook({ columns: 102 }, { FORCE_COLOR: '1' }, prefix))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(render(createLook({ columns: 102 }, {}, prefix)))
    expect(coloured).toContain('\u001b[')
  })

  it.each([72, 80, 160])('fits %d columns', (columns) => {
    const lines = render(createLook({ columns }, {}, prefix)).split('\n')
    // A command must stay on one line to be pasted, and a number is never shortened.
    const tooLong = lines.filter((line) => width(line) > columns && !line.includes('resettle --db'))
    expect(tooLong).toEqual([])
  })
})

describe('names that people gave', () => {
  const nasty = '\u001b[2J\u001b[31mred\r\nnew\u202eline\u0007'

  it('cannot steer the terminal, wherever they stand', () => {
    const replaced = JSON.parse(
      JSON.stringify(documents).replaceAll('5_math', JSON.stringify(nasty).slice(1, -1)),
    ) as typeof documents
    const look = createLook({ columns: 102 }, {}, prefix)
    const plan = {
      ...documents.plan(),
      conflicts: { [nasty]: [documents.conflict({ id: nasty, name: nasty })] },
    }
    const all = [
      renderPlan(plan, look),
      renderPlan({ ...plan, source: { id: nasty, slug: nasty, name: nasty } }, look),
      renderMigration(replaced.migration, look),
      renderRollback(replaced.preview, look),
      renderRecord(replaced.record, look),
    ]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    for (const text of all) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/)
  })

  it('of 400 characters lose their middle', () => {
    const name = `5_${'very_'.repeat(80)}long`
    const plan = documents.plan({
      conflicts: {
        assistants: [
          documents.conflict({ id: 1, name, proposed: { action: 'rename', name: `eng_${name}` } }),
        ],
      },
    })
    const text = renderPlan(plan, createLook({ columns: 102 }, {}, prefix))
    expect(text).toMatch(/5_very.*….*long {2}→ {2}eng_5_very.*….*long/)
  })

  it('are listed up to forty per group, then counted', () => {
    const assistants = Array.from({ length: 1_000 }, (_, id) =>
      documents.conflict({ id, name: `${id}_math` }),
    )
    const look = createLook({ columns: 102 }, {}, prefix)
    const text = renderPlan(documents.plan({ conflicts: { assistants } }), look)
    expect(text).toContain(' 39_math ')
    expect(text).not.toContain(' 40_math ')
    expect(text).toContain('  … and 960 more (--json shows all)\n')
    expect(text).toContain('1,000 renamed')
  })

  it('of new admins come before those of members', () => {
    const [member] = documents.plan().access
    if (!member) throw new Error('nobody joins')
    const many = Array.from({ length: 90 }, (_, user) => ({ ...member, user, email: `u${user}@x.example` }))
    const access = [...many, { ...member, user: 99, email: 'new.admin@x.example', role_after: 'admin' }]
    const look = createLook({ columns: 102 }, {}, prefix)
    expect(renderPlan(documents.plan({ access }), look)).toContain('new.admin@x.example')
  })
})
