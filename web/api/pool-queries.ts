import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Drive, ImportablePool, Job, Pool, PoolGlance, PoolHealth, PoolLayouts } from './answers.ts'
import { ApiError } from './api-error.ts'
import { call } from './client.ts'
import { keys } from './query-keys.ts'
import { useMayInHouse } from './session.ts'

// Pools are no part of the inventory: the live stream tells which one changed, and whoever shows it reads it anew.

/** The pools that are imported; not asked for by those who see VMs only. */
export function usePools(): UseQueryResult<readonly PoolGlance[]> {
  return useQuery({
    queryKey: keys.pools,
    queryFn: ({ signal }) => call('listPools', {}, signal),
    enabled: useMayInHouse('view'),
    retry: false,
  })
}

export function usePool(name: string): UseQueryResult<Pool> {
  return useQuery({
    queryKey: [...keys.pool(name), 'details'],
    queryFn: ({ signal }) => call('getPool', { params: { pool: name } }, signal),
    retry: false,
  })
}

export function usePoolHealth(name: string): UseQueryResult<PoolHealth> {
  return useQuery({
    queryKey: [...keys.pool(name), 'health'],
    queryFn: ({ signal }) => call('getPoolHealth', { params: { pool: name } }, signal),
    retry: false,
  })
}

/** What was done to a pool, newest first, as read; what the live stream says of it is newer (`joinJobs`). */
export function usePoolJobs(name: string): UseQueryResult<readonly Job[]> {
  return useQuery({
    queryKey: [...keys.jobs, 'pool', name],
    queryFn: ({ signal }) => call('listJobs', { query: { pool: name, limit: 1000 } }, signal),
  })
}

export function useDrives(): UseQueryResult<readonly Drive[]> {
  return useQuery({ queryKey: keys.drives, queryFn: ({ signal }) => call('listDrives', {}, signal) })
}

/** Pools on the drives that are not imported; `destroyed`: those that were given up. */
export function useImportablePools(
  destroyed: boolean,
  enabled = true,
): UseQueryResult<readonly ImportablePool[]> {
  return useQuery({
    queryKey: [...keys.importablePools, String(destroyed)],
    queryFn: ({ signal }) => call('listImportablePools', { query: { destroyed } }, signal),
    enabled,
    retry: false,
  })
}

type LayoutsWish = NonNullable<Parameters<typeof call<'layOutPool'>>[1]['body']>

/** Every sensible pool of these drives, judged. What was shown stays until the next answer is there. */
export function usePoolLayouts(wish: LayoutsWish, enabled: boolean): UseQueryResult<PoolLayouts> {
  return useQuery({
    queryKey: keys.poolLayouts(wish),
    queryFn: ({ signal }) => call('layOutPool', { body: wish }, signal),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** The host has no ZFS: there is nothing to ask, and something to install. */
export function lacksZfs(error: unknown): error is ApiError {
  return error instanceof ApiError && error.problems.some(({ code }) => code === 'zfs_unavailable')
}
