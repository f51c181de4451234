import { useLocation, useSearch } from 'wouter'
import { useCatalogue, useInventory, useNetworks } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { Loading } from '../components/loading.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { consoleSearch } from '../console/which-screen.ts'
import { CreateVmDialog } from '../forms/create-vm-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { VmsPage } from './vms-page.tsx'

/** Where a VM is made: over the list of those there are, which is where one is when it is closed. */
export function NewVmPage() {
  const { say } = useWords()
  const [, navigate] = useLocation()
  const image = new URLSearchParams(useSearch()).get('image') ?? undefined
  const inventory = useInventory()
  const mayChange = useMayInHouse('admin')
  const catalogue = useCatalogue()
  const networks = useNetworks()
  // What could not be read is not offered, and said.
  const isRead = !catalogue.isPending && !networks.isPending
  if (!inventory) return <Loading />
  if (!mayChange) return <NotFoundPage />
  return (
    <>
      <VmsPage />
      {!isRead && (
        <Modal
          open
          onClose={() => navigate(paths.vms)}
          title={say('create.title')}
          foot={<Button onClick={() => navigate(paths.vms)}>{say('dialog.cancel')}</Button>}
        >
          <Loading />
        </Modal>
      )}
      {isRead && (
        <CreateVmDialog
          inventory={inventory}
          catalogue={catalogue.data ?? []}
          networks={networks.data ?? []}
          image={image}
          unread={<ReadProblems reads={[catalogue, networks]} />}
          onClose={() => navigate(paths.vms)}
          onCreated={({ name, starts, hasScreen }) =>
            navigate(
              starts
                ? `${paths.vm(name, 'console')}${hasScreen ? consoleSearch('vnc') : ''}`
                : paths.vm(name),
            )
          }
        />
      )}
    </>
  )
}
