import { diskName } from '../../src/domain/disk.ts'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import layout from './layout.module.css'
import type { Vm, VmDetails } from '../api/answers.ts'

/** The disks of a VM: how large each is for the guest, and what it takes in its store. */
export function VmDisks({ vm, sizes }: { readonly vm: Vm; readonly sizes: VmDetails['diskSizes'] }) {
  const { say, bytes } = useWords()
  if (vm.disks.length === 0) return <p className={layout.soft}>{say('vm.noDisks')}</p>
  return (
    <div className={layout.cards}>
      {vm.disks.map((disk) => {
        const size = sizes.find(({ target }) => target === disk.target)
        const wholeBytes = size?.virtualSizeBytes
        return (
          <Card
            key={disk.target}
            title={
              disk.device === 'cdrom'
                ? say('vm.cdrom', { target: disk.target })
                : `${diskName(disk.source)} · ${disk.target}`
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
            <p className={`${layout.small} ${layout.soft}`}>
              {[disk.format, disk.bus, disk.readOnly ? say('vm.readOnly') : ''].filter(Boolean).join(' · ')}
            </p>
            <p className={layout.small}>
              {disk.source ? <code>{disk.source.path}</code> : say('vm.emptyDrive')}
            </p>
          </Card>
        )
      })}
    </div>
  )
}
