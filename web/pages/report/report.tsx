import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ReportView } from './report-view.tsx'

/** A migration that was done; one that is still under way is shown as its run. */
export function ReportPage() {
  const { id } = useParams({ from: '/shell/migrations/$id' })
  const query = useQuery(queries.migration(id))
  return (
    <Loaded query={query} page>
      {(document) =>
        document.kind === 'run' ? (
          <Navigate to="/runs/$id" params={{ id: document.run_id }} replace />
        ) : (
          <ReportView key={id} record={document} />
        )
      }
    </Loaded>
  )
}
