import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { MetricRange } from '../../src/domain/metric-window.ts'
import { call } from './client.ts'
import { hostSubject, keys } from './query-keys.ts'
import { useMayInHouse } from './session.ts'
import type { Answer, Inventory, Job, Vm } from './answers.ts'

/** Everything there is. Only the live stream writes it; undefined until it has. */
export function useInventory(): Inventory | undefined {
  return useQuery({ queryKey: keys.inventory, queryFn: neverAsked, enabled: false }).data
}

function neverAsked(): Promise<Inventory> {
  return Promise.reject(new Error('The inventory comes with the live stream.'))
}

/** How the host is; not asked for by those who see VMs only. */
export function useDoctor(): UseQueryResult<Answer<'getDoctor'>> {
  return useQuery({
    queryKey: keys.doctor,
    queryFn: ({ signal }) => call('getDoctor', {}, signal),
    enabled: useMayInHouse('view'),
  })
}

/** ZFS's cache; on a host without ZFS there is none, and asking fails. Not asked for by those who see VMs only. */
export function useArc(): UseQueryResult<Answer<'getArc'>> {
  return useQuery({
    queryKey: keys.arc,
    queryFn: ({ signal }) => call('getArc', {}, signal),
    enabled: useMayInHouse('view'),
    retry: false,
  })
}

/** What the host did; what it does now the live stream adds. */
export function useHostMetrics(range: MetricRange): UseQueryResult<Answer<'getHostMetrics'>> {
  return useQuery({
    queryKey: keys.metrics(hostSubject, range),
    queryFn: ({ signal }) => call('getHostMetrics', { query: { range } }, signal),
  })
}

/** The same of a VM. */
export function useVmMetrics(uuid: string, range: MetricRange): UseQueryResult<Answer<'getVmMetrics'>> {
  return useQuery({
    queryKey: keys.metrics(uuid, range),
    queryFn: ({ signal }) => call('getVmMetrics', { params: { vm: uuid }, query: { range } }, signal),
  })
}

export function useHealth(): UseQueryResult<Answer<'health'>> {
  return useQuery({ queryKey: keys.health, queryFn: ({ signal }) => call('health', {}, signal) })
}

/** Images that can be fetched; which of them are there the inventory knows better. */
export function useCatalogue(): UseQueryResult<Answer<'listCatalogue'>> {
  return useQuery({ queryKey: keys.catalogue, queryFn: ({ signal }) => call('listCatalogue', {}, signal) })
}

/** An image, and who stands on it. */
export function useImage(id: string): UseQueryResult<Answer<'getImage'>> {
  return useQuery({
    queryKey: keys.image(id),
    queryFn: ({ signal }) => call('getImage', { params: { image: id } }, signal),
  })
}

/** Uploads that are under way, whoever sends them. */
export function useOpenUploads(): UseQueryResult<Answer<'listUploads'>> {
  return useQuery({ queryKey: keys.uploads, queryFn: ({ signal }) => call('listUploads', {}, signal) })
}

export function useNetworks(): UseQueryResult<Answer<'listNetworks'>> {
  return useQuery({ queryKey: keys.networks, queryFn: ({ signal }) => call('listNetworks', {}, signal) })
}

/** Pools on drives that are here and not in use; on a host without ZFS there are none, and asking fails. */
export function useImportablePools(): UseQueryResult<Answer<'listImportablePools'>> {
  return useQuery({
    queryKey: keys.importablePools,
    queryFn: ({ signal }) => call('listImportablePools', {}, signal),
    retry: false,
  })
}

export function useVmDetails(name: string): UseQueryResult<Answer<'getVm'>> {
  return useQuery({
    queryKey: [...keys.vm(name), 'details'],
    queryFn: ({ signal }) => call('getVm', { params: { vm: name } }, signal),
  })
}

export function useVmXml(name: string): UseQueryResult<Answer<'getVmXml'>> {
  return useQuery({
    queryKey: [...keys.vm(name), 'xml'],
    queryFn: ({ signal }) => call('getVmXml', { params: { vm: name } }, signal),
  })
}

/** The history of a VM; events name it by the name it had, so that is what it is kept under. */
export function useVmHistory(vm: Pick<Vm, 'name' | 'managed'>): UseQueryResult<Answer<'getVmHistory'>> {
  return useQuery({
    queryKey: keys.history(vm.name),
    queryFn: ({ signal }) => call('getVmHistory', { params: { vm: vm.name } }, signal),
    enabled: vm.managed,
  })
}

/** What lies in the bin, with how much it takes now; what comes and goes there the live stream says. */
export function useBin(): UseQueryResult<Answer<'listBin'>> {
  return useQuery({ queryKey: keys.bin, queryFn: ({ signal }) => call('listBin', {}, signal) })
}

/** Where in the disks of a guest. */
export interface GuestPlace {
  readonly path: string
  /** The guest's own tree unless said. */
  readonly fileSystem?: string
}

type Point = Pick<Answer<'getVmHistory'>['snapshots'][number], 'id' | 'createdAt'>

/** A folder of a guest at a point. What is there never changes, and opening the disks costs seconds. */
export function useSnapshotFolder(
  vm: string,
  snapshot: Point,
  place: GuestPlace,
  isAsked: boolean,
): UseQueryResult<Answer<'lookInSnapshot'>> {
  return useQuery({
    queryKey: [...keys.files(vm, snapshot), 'folder', place.fileSystem ?? '', place.path],
    queryFn: ({ signal }) =>
      call('lookInSnapshot', { params: { vm, snapshot: snapshot.id }, query: place }, signal),
    enabled: isAsked,
    retry: false,
  })
}

/** What became of a guest's files from a point to another one, or to now. */
export function useSnapshotDiff(
  vm: string,
  snapshot: Point,
  { to, ...place }: GuestPlace & { readonly to: string | undefined },
  isAsked: boolean,
): UseQueryResult<Answer<'diffSnapshots'>> {
  return useQuery({
    queryKey: [...keys.files(vm, snapshot), 'diff', to ?? '', place.fileSystem ?? '', place.path],
    queryFn: ({ signal }) =>
      call(
        'diffSnapshots',
        { params: { vm, snapshot: snapshot.id }, query: { ...place, ...(to === undefined ? {} : { to }) } },
        signal,
      ),
    enabled: isAsked,
    // What a VM is now may be another thing each time one looks.
    ...(to === undefined ? { gcTime: 0, staleTime: 0 } : {}),
    retry: false,
  })
}

/** What QEMU wrote about a VM, or what it said on its serial console. */
export function useVmLog(
  name: string,
  which: 'getVmLog' | 'getVmConsoleLog',
  isAsked: boolean,
): UseQueryResult<Answer<'getVmLog'>> {
  return useQuery({
    queryKey: [...keys.vm(name), which],
    queryFn: ({ signal }) => call(which, { params: { vm: name }, query: { lines: 1000 } }, signal),
    enabled: isAsked,
  })
}

/** Jobs, newest first, as read; what the live stream says of them is newer (`joinJobs`). */
export function useOlderJobs(): UseQueryResult<readonly Job[]> {
  return useQuery({
    queryKey: keys.jobs,
    queryFn: ({ signal }) => call('listJobs', { query: { limit: 200 } }, signal),
  })
}

export function useJob(id: string): UseQueryResult<Job> {
  return useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => call('getJob', { params: { job: id } }, signal),
  })
}

/** What a job wrote; read again with each of its events. */
export function useJobLog(id: string): UseQueryResult<Answer<'getJobLog'>> {
  return useQuery({
    queryKey: keys.jobLog(id),
    queryFn: ({ signal }) => call('getJobLog', { params: { job: id } }, signal),
  })
}
