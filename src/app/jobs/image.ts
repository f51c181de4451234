import type { BuildPlan, ImportPlan, PullPlan, RemoveImagePlan } from '../../domain/plan-image.ts'
import type { CatalogueEntry } from '../../domain/image-catalogue.ts'
import type { Image } from '../../domain/image.ts'
import type { ImageWork } from '../../host/host.ts'
import { defineJobKind, type JobKindDefinition, type Step, type StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

type ImagePlan = { readonly id: string }
type ImageKind<Plan> = Pick<JobKindDefinition<Plan, JobDeps>, 'object' | 'locks' | 'result'>

const imageKind: ImageKind<ImagePlan> = {
  object: ({ id }) => ({ type: 'image', name: id }),
  locks: ({ id }) => [`image:${id}`],
  result: ({ id }, recall) => ({ image: id, cached: recall('cached') ?? false }),
}

export const pullImageJob = defineJobKind<PullPlan, JobDeps>({
  ...imageKind,
  kind: 'image.pull',
  parse: (plan) => planWith<PullPlan>(plan, ['id', 'entry']),
  title: ({ id, entry }) => `Pull ${entry.title}${id === entry.id ? '' : ` as ${id}`}`,
  steps: ({ id, entry }, { host }) => [
    makeStep(id, 'Fetch and check it', (work) => host.images.pull(id, entry, work), host),
  ],
})

export const buildImageJob = defineJobKind<BuildPlan, JobDeps>({
  ...imageKind,
  kind: 'image.build',
  parse: (plan) => planWith<BuildPlan>(plan, ['id', 'recipe']),
  title: ({ id, recipe }) => `Build ${id} (${recipe.distribution} ${recipe.release})`,
  steps: ({ id, recipe }, { host }) => [
    makeStep(
      id,
      "Build it from the distribution's packages",
      (work) => host.images.build(id, recipe, work),
      host,
    ),
  ],
})

export const importImageJob = defineJobKind<ImportPlan, JobDeps>({
  ...imageKind,
  kind: 'image.import',
  locks: ({ id, source }) => [
    `image:${id}`,
    ...(source.type === 'upload' ? [uploadLock(source.upload)] : []),
  ],
  parse: (plan) => planWith<ImportPlan>(plan, ['id', 'source']),
  title: ({ id, source }) => `Import ${source.type === 'url' ? source.url : source.name} as ${id}`,
  steps: ({ id, source }, { host }) => [
    makeStep(id, 'Take it, check it and convert it', (work) => host.images.import(id, source, work), host),
  ],
})

/** Has an upload to itself. It also tells, of any job in the journal, which upload it is about. */
export function uploadLock(upload: string): string {
  return `upload:${upload}`
}

export const removeImageJob = defineJobKind<RemoveImagePlan, JobDeps>({
  ...imageKind,
  kind: 'image.remove',
  parse: (plan) => planWith<RemoveImagePlan>(plan, ['id']),
  title: ({ id }) => `Remove image ${id}`,
  steps: ({ id }, { host }) => [{ name: 'Remove it', final: true, run: () => host.images.remove(id) }],
})

/** Fetches what an image is made of; before anything that stands on it. */
export function fetchStep(entry: CatalogueEntry, host: JobDeps['host']): Step {
  return makeStep(
    entry.id,
    `Fetch ${entry.title} and check it`,
    (work) => host.images.pull(entry.id, entry, work),
    host,
  )
}

function makeStep(
  id: string,
  name: string,
  make: (work: ImageWork) => Promise<Image>,
  host: JobDeps['host'],
): Step {
  return {
    name,
    async run(ctx) {
      // A whole image under this name was made by an earlier run of this very step: the plan made sure there was none.
      if (await host.images.get(id)) return
      await make(imageWork(ctx))
    },
    undo: () => host.images.remove(id),
  }
}

function imageWork(ctx: StepContext): ImageWork {
  return {
    signal: ctx.signal,
    log: (line) => ctx.log(line),
    progress: (done, total, unit) => ctx.progress(done, total, unit),
  }
}
