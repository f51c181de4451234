import { lazy, Suspense, useState } from 'react'
import { diskName } from '../../src/domain/disk.ts'
import { useMay } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import layout from './layout.module.css'
import { whyNotVerb } from './vm-deeds.ts'
import styles from './vm-disks.module.css'
import { sayWhyNot } from './why-not-words.ts'
import type { DiskWish } from '../forms/disk-dialog.tsx'
import type { Vm, VmDetails } from '../api/answers.ts'

const DiskDialog = lazy(async () => ({ default: (await import('../forms/disk-dialog.tsx')).DiskDialog }))

/** The disks of a VM: how large each is for the guest, what it takes in its store, and what can be done to it. */
export function VmDisks({ vm, details }: { readonly vm: Vm; readonly details: VmDetails | undefined }) {
  const words = useWords()
  const { say, bytes } = words
  const mayChange = useMay()('admin') && vm.managed
  const [wish, setWish] = useState<DiskWish>()
  const sizes = details?.diskSizes ?? []
  const whyNot = {
    add: whyNotVerb('attach', vm),
    grow: whyNotVerb('grow', vm),
    remove: whyNotVerb('detach', vm),
  }
  return (
    <div className={layout.stack}>
      {mayChange && (
        <div className={styles.head}>
          <Button disabled={whyNot.add !== undefined} onClick={() => setWish({ want: 'add' })}>
            {say('vmDisk.add')}
          </Button>
          {whyNot.add && <span className={layout.soft}>{sayWhyNot(words, whyNot.add)}</span>}
        </div>
      )}
      {vm.disks.length === 0 && <p className={layout.soft}>{say('vm.noDisks')}</p>}
      <div className={layout.cards}>
        {vm.disks.map((disk) => {
          const size = sizes.find(({ target }) => target === disk.target)
          const wholeBytes = size?.virtualSizeBytes
          const name = diskName(disk.source)
          const isOwn = disk.device === 'disk' && !disk.readOnly && disk.source !== undefined
          return (
            <Card
              key={disk.target}
              title={
                disk.device === 'cdrom'
                  ? say('vm.cdrom', { target: disk.target })
                  : `${name} · ${disk.target}`
              }
            >
              {size && (
                <>
                  <span className={layout.number}>{bytes(size.allocatedBytes)}</span>{' '}
                  {wholeBytes !== undefined && (
                    <>
                      <span className={layout.soft}>{say('store.used', { total: bytes(wholeBytes) })}</span>
                      <FillBar share={wholeBytes > 0 ? size.allocatedBytes / wholeBytes : 0} look="wood" />
                    </>
                  )}
                </>
              )}
              {!details && <p className={layout.soft}>…</p>}
              <p className={`${layout.small} ${layout.soft}`}>
                {[disk.format, disk.bus, disk.readOnly ? say('vm.readOnly') : ''].filter(Boolean).join(' · ')}
              </p>
              <p className={layout.small}>
                {disk.source ? <code>{disk.source.path}</code> : say('vm.emptyDrive')}
              </p>
              {mayChange && isOwn && (
                <>
                  <div className={styles.foot}>
                    <Button
                      disabled={whyNot.grow !== undefined}
                      aria-label={say('vmDisk.growOf', { disk: name })}
                      onClick={() => setWish({ want: 'grow', disk: name, sizeBytes: wholeBytes })}
                    >
                      {say('vmDisk.grow')}
                    </Button>
                    <Button
                      look="quiet"
                      disabled={whyNot.remove !== undefined}
                      aria-label={say('vmDisk.removeOf', { disk: name })}
                      onClick={() => setWish({ want: 'remove', disk: name })}
                    >
                      {say('vmDisk.remove')}
                    </Button>
                  </div>
                  {whyNot.remove && (
                    <p className={`${layout.small} ${layout.soft}`}>{sayWhyNot(words, whyNot.remove)}</p>
                  )}
                </>
              )}
            </Card>
          )
        })}
      </div>
      {wish && (
        <Suspense>
          <DiskDialog vm={vm.name} store={details?.store} wish={wish} onClose={() => setWish(undefined)} />
        </Suspense>
      )}
    </div>
  )
}
