import {
  planBuildImage,
  planImportImage,
  planPullImage,
  planRemoveImage,
  type BuildWish,
  type ImportWish,
  type PullWish,
} from '../domain/plan-image.ts'
import { catalogueFor, type CatalogueEntry } from '../domain/image-catalogue.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'

/** The entries of the catalogue that this host can run. */
export async function catalogueHere(deps: AppDeps): Promise<readonly CatalogueEntry[]> {
  // Not the defaults of new VMs, which only libvirt knows: it may be away.
  const { arch } = await deps.host.facts.host()
  return catalogueFor(deps.catalogue, arch)
}

export async function pullImage(deps: AppDeps, wish: PullWish): Promise<PlannedChange> {
  const [catalogue, imageIds] = await Promise.all([catalogueHere(deps), listIds(deps)])
  return plannedChange(deps.engine, 'image.pull', planPullImage(wish, { catalogue, imageIds }))
}

export async function buildImage(deps: AppDeps, wish: BuildWish): Promise<PlannedChange> {
  return plannedChange(deps.engine, 'image.build', planBuildImage(wish, { imageIds: await listIds(deps) }))
}

export async function importImage(deps: AppDeps, wish: ImportWish): Promise<PlannedChange> {
  return plannedChange(deps.engine, 'image.import', planImportImage(wish, { imageIds: await listIds(deps) }))
}

export async function removeImage(deps: AppDeps, id: string): Promise<PlannedChange> {
  const imageIds = await listIds(deps)
  const usedBy = imageIds.includes(id) ? await deps.host.images.usedBy(id) : []
  return plannedChange(deps.engine, 'image.remove', planRemoveImage(id, { imageIds, usedBy }))
}

async function listIds(deps: AppDeps): Promise<string[]> {
  return (await deps.host.images.list()).map((image) => image.id)
}
