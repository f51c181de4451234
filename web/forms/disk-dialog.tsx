import { useState } from 'react'
import { diskKinds, type DiskKind } from '../../src/domain/disk.ts'
import { useInventory } from '../api/queries.ts'
import { wishFor } from '../api/wish.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { Notice } from '../ui/notice.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { readSizeBytes, writeSize } from './read-size.ts'

/** What somebody wants of the disks of a VM. */
export type DiskWish =
  | { readonly want: 'add' }
  | { readonly want: 'grow'; readonly disk: string; readonly sizeBytes: number | undefined }
  | { readonly want: 'remove'; readonly disk: string }

interface DiskDialogProps {
  readonly vm: string
  readonly onClose: () => void
}

export function DiskDialog({
  wish,
  store,
  ...props
}: DiskDialogProps & { readonly wish: DiskWish; readonly store: string | undefined }) {
  switch (wish.want) {
    case 'add':
      return <AddDiskDialog {...props} store={store} />
    case 'grow':
      return <GrowDiskDialog {...props} disk={wish.disk} sizeBytes={wish.sizeBytes} />
    case 'remove':
      return <RemoveDiskDialog {...props} disk={wish.disk} />
  }
}

const kindWords: Readonly<Record<DiskKind, MessageKey>> = {
  volume: 'vmDisk.kind.volume',
  file: 'vmDisk.kind.file',
}

function AddDiskDialog({ vm, store, onClose }: DiskDialogProps & { readonly store: string | undefined }) {
  const { say } = useWords()
  const [name, setName] = useState('')
  const [size, setSize] = useState('')
  const [kind, setKind] = useState<DiskKind>('volume')
  const [thick, setThick] = useState(false)
  const stores = useInventory()?.host.stores ?? []
  const isPool = stores.some((each) => each.name === store && each.kind === 'zfs')
  const sizeBytes = readSizeBytes(size)
  const isFile = isPool && kind === 'file'
  const body =
    name === '' || sizeBytes === undefined
      ? undefined
      : {
          name,
          sizeBytes,
          ...(thick && !isFile ? { thick } : {}),
          ...(isFile ? { kind } : {}),
        }
  return (
    <PlanDialog
      title={say('vmDisk.add.question', { name: vm })}
      label={say('vmDisk.add.do')}
      wishes={body ? [{ name: vm, wish: wishFor('addDisk', { params: { vm }, body }) }] : []}
      command={commandOf(
        'kiste disk add',
        vm,
        name,
        ['--size', sizeBytes === undefined ? undefined : writeSize(sizeBytes)],
        thick && !isFile && '--thick',
        isFile && (['--kind', kind] as const),
      )}
      fields={['name', 'sizeBytes']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <NameField
            label={say('vmDisk.name')}
            hint={say('vmDisk.nameHint')}
            problem={problemOf('name')}
            value={name}
            onChange={setName}
          />
          <SizeField value={size} onChange={setSize} problem={problemOf('sizeBytes')} />
          {isPool && (
            <SelectField
              label={say('vmDisk.kind')}
              value={kind}
              onChange={({ target }) => setKind(diskKinds.find((each) => each === target.value) ?? 'volume')}
            >
              {diskKinds.map((each) => (
                <option key={each} value={each}>
                  {say(kindWords[each])}
                </option>
              ))}
            </SelectField>
          )}
          {!isFile && <Check label={say('vmDisk.thick')} checked={thick} onChange={setThick} />}
        </>
      )}
    </PlanDialog>
  )
}

function GrowDiskDialog({
  vm,
  disk,
  sizeBytes: fromBytes,
  onClose,
}: DiskDialogProps & { readonly disk: string; readonly sizeBytes: number | undefined }) {
  const { say, bytes } = useWords()
  const [size, setSize] = useState('')
  const sizeBytes = readSizeBytes(size)
  return (
    <PlanDialog
      title={say('vmDisk.grow.question', { disk, name: vm })}
      label={say('vmDisk.grow.do')}
      wishes={
        sizeBytes === undefined
          ? []
          : [{ name: vm, wish: wishFor('growDisk', { params: { vm, disk }, body: { sizeBytes } }) }]
      }
      command={commandOf('kiste disk grow', vm, disk, [
        '--size',
        sizeBytes === undefined ? undefined : writeSize(sizeBytes),
      ])}
      fields={['sizeBytes']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          {fromBytes !== undefined && <p>{say('vmDisk.grow.from', { size: bytes(fromBytes) })}</p>}
          <SizeField value={size} onChange={setSize} problem={problemOf('sizeBytes')} takesFocus />
        </>
      )}
    </PlanDialog>
  )
}

function RemoveDiskDialog({ vm, disk, onClose }: DiskDialogProps & { readonly disk: string }) {
  const { say } = useWords()
  const [now, setNow] = useState(false)
  const [typed, setTyped] = useState('')
  return (
    <PlanDialog
      title={say('vmDisk.remove.question', { disk, name: vm })}
      label={say('vmDisk.remove.do')}
      isDanger
      wishes={[
        { name: vm, wish: wishFor('removeDisk', { params: { vm, disk }, query: now ? { now } : {} }) },
      ]}
      canBegin={!now || typed === disk}
      command={commandOf('kiste disk remove', vm, disk, now && '--now')}
      onClose={onClose}
    >
      {now ? (
        <Notice look="broken">{say('vmDisk.remove.nowMeans')}</Notice>
      ) : (
        <p>{say('vmDisk.remove.means')}</p>
      )}
      <Check label={say('vmDisk.remove.now')} checked={now} onChange={setNow} />
      {now && (
        <TextField
          label={say('delete.type', { name: disk })}
          value={typed}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
    </PlanDialog>
  )
}

function SizeField({
  value,
  onChange,
  problem,
  takesFocus = false,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem: string | undefined
  readonly takesFocus?: boolean
}) {
  const { say } = useWords()
  return (
    <TextField
      label={say('vmDisk.size')}
      hint={say('vmDisk.sizeHint')}
      problem={problem}
      value={value}
      takesFocus={takesFocus}
      autoCapitalize="none"
      spellCheck={false}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
