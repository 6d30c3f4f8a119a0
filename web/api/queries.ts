import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type {
  CheckDocument,
  EffectList,
  MigrationRecord,
  MigrationsAndRuns,
  NoticeList,
  NoticePreviews,
  OrganizationList,
  PromotionStatus,
  Run,
  Session,
  StoredPlan,
} from './contract.ts'

/** What is asked, under which name it is kept, and for how long it is good. */
export const queries = {
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: ({ signal }) => call<Session>('/api/session', { signal }),
      staleTime: 60_000,
    }),
  organizations: () =>
    queryOptions({
      queryKey: ['organizations'],
      queryFn: ({ signal }) => call<OrganizationList>('/api/organizations', { signal }),
    }),
  check: () =>
    queryOptions({
      queryKey: ['check'],
      queryFn: ({ signal }) => call<CheckDocument>('/api/check', { signal }),
      staleTime: 60_000,
    }),
  plan: (id: string) =>
    queryOptions({
      queryKey: ['plan', id],
      queryFn: ({ signal }) => call<StoredPlan>(`/api/plans/${encodeURIComponent(id)}`, { signal }),
    }),
  migrations: () =>
    queryOptions({
      queryKey: ['migrations'],
      queryFn: ({ signal }) => call<MigrationsAndRuns>('/api/migrations', { signal }),
    }),
  migration: (id: string) =>
    queryOptions({
      queryKey: ['migration', id],
      queryFn: ({ signal }) =>
        call<MigrationRecord | Run>(`/api/migrations/${encodeURIComponent(id)}`, { signal }),
    }),
  run: (id: string) =>
    queryOptions({
      queryKey: ['run', id],
      queryFn: ({ signal }) => call<Run>(`/api/runs/${encodeURIComponent(id)}`, { signal }),
    }),
  promotions: () =>
    queryOptions({
      queryKey: ['promotions'],
      queryFn: ({ signal }) => call<PromotionStatus>('/api/promotions', { signal }),
    }),
  effectsInNeed: () =>
    queryOptions({
      queryKey: ['effects', 'needs-attention'],
      queryFn: ({ signal }) => call<EffectList>('/api/effects?state=needs-attention', { signal }),
    }),
  notices: (migrationId: string) =>
    queryOptions({
      queryKey: ['notices', migrationId],
      queryFn: ({ signal }) =>
        call<NoticeList>(`/api/notices?migration_id=${encodeURIComponent(migrationId)}`, { signal }),
    }),
  noticePreview: (planId: string, kind: 'before' | 'after', language: string) =>
    queryOptions({
      queryKey: ['notice-preview', planId, kind, language],
      queryFn: ({ signal }) => {
        const asked = new URLSearchParams({ plan_id: planId, kind, language })
        return call<NoticePreviews>(`/api/notices/preview?${asked}`, { signal })
      },
      staleTime: 60_000,
    }),
} as const
