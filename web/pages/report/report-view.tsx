import { Button, Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconChevronDown,
  IconDownload,
  IconPrinter,
  IconShieldCheck,
  IconShieldX,
} from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '../../api/client.ts'
import type { MigrationRecord, Verification } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { FoldedFindings } from '../../parts/folded-findings.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { Route } from '../../parts/route.tsx'
import { StatusTag } from '../../parts/status-tag.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { useWords } from '../../words/words.ts'
import { AccessTable } from '../wizard/people/access-table.tsx'
import { Facts } from './facts.tsx'
import { NoticeStatus } from './notice-status.tsx'
import { Proof } from './proof.tsx'
import { RenamedTable } from './renamed-table.tsx'
import styles from './report.module.css'
import { SkippedTable } from './skipped-table.tsx'
import { TableProof } from './table-proof.tsx'

export function ReportView({ record }: { readonly record: MigrationRecord }) {
  const { t } = useWords()
  useTitle(t.report.title)
  const { report } = record
  const verify = useVerify(record.migration_id)
  const proof = verify.data ?? report.verification
  const words = t.report.sections
  return (
    <>
      <PageHeader above={<StatusTag status={record.status} />} title={t.report.title}>
        <Actions record={record} onVerify={() => verify.mutate()} verifying={verify.isPending} />
      </PageHeader>
      <div className={styles.page}>
        <Route source={report.source} target={report.target} size="large" />
        <Verdict record={record} proof={proof} again={verify.data !== undefined} />
        {verify.isError && <ProblemCard problem={toProblem(verify.error)} focus />}
        <Section title={words.tables}>
          <TableProof tables={report.tables} />
        </Section>
        <Section title={words.renamed}>
          <RenamedTable renamed={report.renamed} />
        </Section>
        <Section title={words.access}>
          <AccessTable access={report.access} size={12} />
        </Section>
        {report.skipped.length > 0 && (
          <Section title={words.skipped}>
            <SkippedTable skipped={report.skipped} decisions={report.decisions} />
          </Section>
        )}
        <Minds findings={record.plan.findings} />
        <Section title={words.notices}>
          <NoticeStatus migrationId={record.migration_id} />
        </Section>
        <Section title={words.proof}>
          <Proof verification={proof} />
        </Section>
        <Section title={words.facts}>
          <Facts record={record} />
        </Section>
      </div>
    </>
  )
}

/** What the plan said to mind. That things were renamed, which the service counts among it, stands above already. */
function Minds({ findings }: Pick<MigrationRecord['plan'], 'findings'>) {
  const { t } = useWords()
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  if (warnings.length === 0) return null
  return (
    <Section title={t.report.warnings}>
      <FoldedFindings findings={warnings} />
    </Section>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className={styles.heading}>{title}</h2>
      {children}
    </section>
  )
}

interface ActionsProps {
  readonly record: MigrationRecord
  readonly onVerify: () => void
  readonly verifying: boolean
}

function Actions({ record, onVerify, verifying }: ActionsProps) {
  const { t, language } = useWords()
  const { data: session } = useQuery(queries.session())
  const words = t.report
  const address = `/api/migrations/${encodeURIComponent(record.migration_id)}/report`
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {words.download}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['html', 'csv', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              component="a"
              href={`${address}?format=${format}&language=${language}&download=true`}
              download={`${record.migration_id}.${format}`}
            >
              {words.formats[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
        {t.common.actions.print}
      </Button>
      {record.status === 'done' && (
        <>
          <Button
            variant="default"
            leftSection={<IconShieldCheck size={16} />}
            loading={verifying}
            onClick={onVerify}
          >
            {words.verify}
          </Button>
          {session?.can_write === true && (
            <LinkButton
              to="/migrations/$id/undo"
              params={{ id: record.migration_id }}
              variant="default"
              leftSection={<IconArrowBackUp size={16} />}
            >
              {words.undo}
            </LinkButton>
          )}
        </>
      )}
    </>
  )
}

interface VerdictProps {
  readonly record: MigrationRecord
  readonly proof: Verification
  readonly again: boolean
}

/** The report in two sentences, before anything else. */
function Verdict({ record, proof, again }: VerdictProps) {
  const { t, f } = useWords()
  const seconds = (Date.parse(record.finished_at) - Date.parse(record.started_at)) / 1000
  const Icon = proof.ok ? IconShieldCheck : IconShieldX
  return (
    <section className={styles.verdict} data-ok={proof.ok} role="status">
      <Icon size={34} stroke={1.5} aria-hidden="true" />
      <div>
        <p className={styles.claim}>{proof.ok ? t.report.proven : t.report.notProven}</p>
        <p className={styles.claimText}>
          {t.report.moved(
            t.common.rows(record.rows),
            f.dateTime(record.finished_at),
            seconds < 1 ? t.common.lessThanASecond : f.duration(seconds),
          )}
          {again && ` ${t.report.verified(f.dateTime(proof.verified_at))}`}
        </p>
        {record.rolled_back_at !== null && (
          <p className={styles.claimText}>
            <strong>{t.report.takenBack(f.dateTime(record.rolled_back_at))}</strong>
          </p>
        )}
      </div>
    </section>
  )
}

function useVerify(id: string) {
  return useMutation({
    mutationFn: () =>
      call<Verification>(`/api/migrations/${encodeURIComponent(id)}/verify`, { method: 'POST' }),
  })
}
