import { useRef, useState, type ReactNode } from 'react'
import { proposeName } from '../../src/domain/propose-name.ts'
import { chooseStore } from '../../src/domain/store.ts'
import { usualSizes } from '../../src/domain/usual-sizes.ts'
import { MiB } from '../../src/domain/size.ts'
import type { CatalogueItem, Inventory, Network } from '../api/answers.ts'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { CreateAccountFields, CreateAdvancedFields, CreateMainFields } from './create-fields.tsx'
import { createCommand } from './create-command.ts'
import { emptyForm, readForm, sizeText, type CreateForm } from './create-form.ts'
import { firstChoice, imageChoices } from './image-choice.ts'
import { PlanDialog } from './plan-dialog.tsx'

const fields = [
  'name',
  'image',
  'store',
  'cpus',
  'memoryMiB',
  'diskBytes',
  'user',
  'password',
  'sshKeys',
  'packages',
  'userData',
  'publish',
  'network',
]

/** What was made, and what is to be seen of it first. */
export interface Created {
  readonly name: string
  readonly starts: boolean
  /** It speaks to a screen before anything else, as installers do. */
  readonly hasScreen: boolean
}

/** Makes a VM. Everything is filled in already, as it suits this host and what it is made from, until somebody says otherwise. */
export function CreateVmDialog({
  inventory: { host, vms, images },
  catalogue,
  networks,
  image: asked,
  unread,
  onClose,
  onCreated,
}: {
  readonly inventory: Pick<Inventory, 'host' | 'vms' | 'images'>
  readonly catalogue: readonly CatalogueItem[]
  readonly networks: readonly Network[]
  /** What it is to be made from, if that was chosen before. */
  readonly image: string | undefined
  /** What of it could not be read. */
  readonly unread: ReactNode
  readonly onClose: () => void
  readonly onCreated: (created: Created) => void
}) {
  const { say } = useWords()
  const [typed, setTyped] = useState<Partial<CreateForm>>({})
  const hasBegun = useRef(false)
  const choices = imageChoices(images, catalogue)
  const usualImage = firstChoice(choices, asked)
  const image = typed.image === undefined ? usualImage : choices.find(({ id }) => id === typed.image)
  const chosen = chooseStore(undefined, host.stores)
  const usualStore = chosen.ok ? chosen.value.name : ''
  const store = host.stores.find(({ name }) => name === (typed.store ?? usualStore))
  const usual = usualSizes({
    ...host,
    imageBytes: image?.imageBytes ?? 0,
    storeBytes: store?.totalBytes,
  })
  const form: CreateForm = {
    ...emptyForm,
    name: proposeName(
      image?.id,
      vms.map(({ name }) => name),
    ),
    image: usualImage?.id ?? '',
    cpus: String(usual.cpus),
    memory: sizeText(usual.memoryMiB * MiB),
    disk: sizeText(usual.diskBytes),
    store: usualStore,
    ...typed,
  }
  const { body, problems } = readForm(form, {
    usual,
    usualStore,
    isFetched: image?.isFetched ?? false,
    hasCloudInit: image?.cloudInit ?? false,
  })
  const parts = { form, set: (change: Partial<CreateForm>) => setTyped({ ...typed, ...change }) }
  return (
    <PlanDialog
      title={say('create.title')}
      label={say(form.start ? 'create.andStart' : 'create.do')}
      wishes={[{ name: form.name, wish: wishFor('createVm', { body }) }]}
      command={createCommand(body)}
      fields={fields}
      canBegin={Object.keys(problems).length === 0}
      onClose={() => hasBegun.current || onClose()}
      onBegun={() => {
        hasBegun.current = true
        onCreated({
          name: form.name,
          starts: form.start,
          hasScreen: image === undefined || image.kind === 'iso',
        })
      }}
    >
      {(problemOf) => {
        const problem = (field: string) => {
          const said = problems[field] ?? problemOf(field)
          return said
        }
        return (
          <>
            {unread}
            <CreateMainFields {...parts} problem={problem} choices={choices} stores={host.stores} />
            {image?.cloudInit === true && (
              <CreateAccountFields {...parts} problem={problem} usualUser={image.defaultUser ?? 'kiste'} />
            )}
            <CreateAdvancedFields
              {...parts}
              problem={problem}
              networks={networks}
              hasCloudInit={image?.cloudInit ?? false}
            />
          </>
        )
      }}
    </PlanDialog>
  )
}
