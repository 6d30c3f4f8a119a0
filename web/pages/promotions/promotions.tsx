import { IconCircleCheck, IconUserUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { PromotionStatus, Run } from '../../api/contract.ts'
import { isSignedOut, toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Figure, Figures } from '../../parts/figures.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Meter } from '../../parts/meter.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import { Effects } from './effects.tsx'
import { HeldUp } from './held-up.tsx'
import { OpenRun } from './open-run.tsx'
import styles from './promotions.module.css'
import { Start } from './start.tsx'

/** While people are being promoted, the numbers are asked for this often, in milliseconds. */
const REFRESH = 3_000

export function PromotionsPage() {
  const { t } = useWords()
  useTitle(t.promotions.title)
  const { data: migrations } = useQuery({ ...queries.migrations(), refetchInterval: REFRESH })
  const run = migrations?.runs.find(
    ({ work, status }) => work === 'promotion' && (status === 'running' || status === 'interrupted'),
  )
  const query = useQuery({
    ...queries.promotions(),
    refetchInterval: ({ state }) => (run?.status === 'running' || isUnderWay(state.data) ? REFRESH : false),
  })
  const none = query.isError && !isSignedOut(query.error) && toProblem(query.error).code === 'promotion.none'
  return (
    <>
      <PageHeader title={t.promotions.title} lead={none ? undefined : t.promotions.lead} />
      {none ? (
        <EmptyState
          icon={<IconUserUp size={44} stroke={1.3} />}
          title={t.promotions.none}
          text={t.promotions.noneText}
        />
      ) : (
        <Loaded query={query}>{(status) => <Promotions status={status} run={run ?? null} />}</Loaded>
      )}
    </>
  )
}

/** Other systems come to their end by themselves, also after the run. */
function isUnderWay(status: PromotionStatus | undefined): boolean {
  const { effects = {} } = status ?? {}
  return ['pending', 'running', 'unknown', 'compensating'].some((state) => (effects[state] ?? 0) > 0)
}

interface Props {
  readonly status: PromotionStatus
  readonly run: Run | null
}

function Promotions({ status, run }: Props) {
  const { t, f } = useWords()
  const words = t.promotions
  const { promoted, ready, left_count: held, native } = status
  const all = promoted + ready + held
  const finished = ready === 0 && held === 0
  return (
    <div className={styles.page}>
      <Figures>
        <Figure label={words.promoted}>{f.number(promoted)}</Figure>
        <Figure label={words.ready} why={words.readyWhy}>
          {f.number(ready)}
        </Figure>
        <Figure label={words.left} why={words.leftWhy} tone={held > 0 ? 'warn' : undefined}>
          {f.number(held)}
        </Figure>
        <Figure label={words.native} why={words.nativeWhy}>
          {f.number(native)}
        </Figure>
      </Figures>
      <div className={styles.share}>
        <Meter
          share={all === 0 ? 1 : promoted / all}
          label={words.share(promoted, all)}
          tone={finished ? 'good' : 'going'}
        />
        <p>{words.share(promoted, all)}</p>
      </div>
      {run !== null ? (
        <OpenRun run={run} />
      ) : finished ? (
        <p className={styles.finished}>
          <IconCircleCheck size={20} aria-hidden="true" />
          <span>
            <strong>{words.everybody}.</strong> {words.everybodyText}
          </span>
        </p>
      ) : (
        <Start ready={ready} />
      )}
      {held > 0 && <HeldUp left={status.left} count={held} />}
      <Effects counts={status.effects} />
      <Stragglers counts={status.stragglers} areTaken={status.completable > 0} />
    </div>
  )
}

function Stragglers(props: { readonly counts: PromotionStatus['stragglers']; readonly areTaken: boolean }) {
  const { counts, areTaken } = props
  const { t, f } = useWords()
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  if (some.length === 0) return null
  return (
    <section>
      <h2 className={styles.heading}>{t.promotions.stragglers}</h2>
      <p className={styles.note}>{areTaken ? t.promotions.stragglersText : t.promotions.stragglersStay}</p>
      <p className={styles.note}>
        {f.list(some.map(([resource, count]) => `${resourceName(t, resource)} (${f.number(count)})`))}
      </p>
    </section>
  )
}
