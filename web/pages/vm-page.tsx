import { useEffect, useRef, useState } from 'react'
import { Link, Redirect } from 'wouter'
import { isAllowed } from '../../src/domain/vm.ts'
import type { Level } from '../../src/domain/rights.ts'
import { useMay } from '../api/session.ts'
import { useInventory, useVmDetails } from '../api/queries.ts'
import { Loading } from '../components/loading.tsx'
import { PageHead } from '../components/page-head.tsx'
import { paths, vmTabs, type VmTab } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { nextActions, vmActionRules } from '../components/vm-actions.ts'
import { VmBeingMade } from '../components/vm-being-made.tsx'
import { VmDisks } from '../components/vm-disks.tsx'
import { VmLogs } from '../components/vm-logs.tsx'
import { makingOf } from '../components/vm-making.ts'
import { vmMenuEntries, type AskVms } from '../components/vm-menu-entries.ts'
import { VmNetwork } from '../components/vm-network.tsx'
import { VmSettings } from '../components/vm-settings.tsx'
import { VmSummary } from '../components/vm-summary.tsx'
import { vmVerdict } from '../components/vm-verdict.ts'
import { VmXml } from '../components/vm-xml.tsx'
import { VmConsole } from '../console/vm-console.tsx'
import { VmHistory } from '../history/vm-history.tsx'
import { useVmActions } from '../forms/use-vm-actions.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import tabs from '../ui/tab-links.module.css'
import { NotFoundPage } from './not-found-page.tsx'
import styles from './vm-page.module.css'
import type { Vm } from '../api/answers.ts'

const tabNames: Readonly<Record<VmTab | 'summary', MessageKey>> = {
  summary: 'vm.tab.summary',
  console: 'vm.tab.console',
  disks: 'vm.tab.disks',
  network: 'vm.tab.network',
  history: 'vm.tab.history',
  settings: 'vm.tab.settings',
  log: 'vm.tab.log',
  xml: 'vm.tab.xml',
}

// Who may do less is not shown what they could only be refused.
const tabLevels: Readonly<Partial<Record<VmTab, Level>>> = { console: 'operate', settings: 'admin' }

/** One VM. What the live stream knows shows at once; what costs a look at the guest comes with the details. */
export function VmPage({ name, tab }: { readonly name: string; readonly tab: string | undefined }) {
  const inventory = useInventory()
  // Whoever looks at a VM goes on looking at it when it gets another name.
  const [seen, setSeen] = useState<Pick<Vm, 'name' | 'uuid'>>()
  const shown = vmTabs.find((known) => known === tab)
  if (!inventory) return <Loading />
  const vm = inventory.vms.find((one) => one.name === name)
  const making = makingOf(name, inventory.jobs, vm !== undefined)
  if (making) return <VmBeingMade name={name} job={making} />
  const wasThis = seen?.name === name ? seen.uuid : undefined
  const renamed = vm ? undefined : inventory.vms.find(({ uuid }) => uuid === wasThis)
  if (vm && (vm.uuid !== seen?.uuid || vm.name !== seen.name)) setSeen({ name: vm.name, uuid: vm.uuid })
  if (renamed) return <Redirect to={paths.vm(renamed.name, shown)} replace />
  if (!vm || (tab !== undefined && !shown)) return <NotFoundPage vm={vm ? undefined : name} />
  return <KnownVm key={vm.uuid} vm={vm} tab={shown} />
}

function KnownVm({ vm, tab }: { readonly vm: Vm; readonly tab: VmTab | undefined }) {
  const words = useWords()
  const { say, memory } = words
  const details = useVmDetails(vm.name)
  const { ask, dialog } = useVmActions()
  const may = useMay()
  const next = may('operate') ? nextActions(vm) : []
  const entries = vmMenuEntries(words, vm, may, ask)
  const hasConsole = may('operate') && isAllowed('console', vm.status.state)
  const tabsShown = vmTabs.filter((one) => may(tabLevels[one] ?? 'view'))
  // On a phone they do not all fit; the one that is shown is in sight.
  const tabList = useRef<HTMLElement>(null)
  const chosen = tab === undefined ? 0 : tabsShown.indexOf(tab) + 1
  useEffect(() => {
    tabList.current?.children[chosen]?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [chosen])
  return (
    <>
      <PageHead
        title={vm.name}
        verdict={vmVerdict({ ...details.data, ...vm })}
        above={
          <Link className={styles.up ?? ''} href={paths.vms}>
            {say('nav.vms')}
          </Link>
        }
        below={[
          say('vm.cpus', { count: vm.cpus }),
          memory(vm.memoryMiB),
          details.data?.addresses[0]?.address,
          vm.made?.image,
        ]
          .filter((figure) => figure !== undefined)
          .join(' · ')}
        actions={
          <>
            {hasConsole && tab !== 'console' && (
              <Link className={buttonClass('main')} href={paths.vm(vm.name, 'console')}>
                {say('vm.tab.console')}
              </Link>
            )}
            {next.map((action, index) => (
              // By its place: once it says something else it is still the same button, and keeps the focus.
              <Button
                key={index}
                look={
                  vmActionRules[action].forces
                    ? 'danger'
                    : index === 0 && action !== 'shutdown'
                      ? 'main'
                      : 'plain'
                }
                onClick={() => ask(action, [vm])}
              >
                {say(vmActionRules[action].label)}
              </Button>
            ))}
            {entries.length > 0 && (
              <MenuButton
                className={buttonClass()}
                label={say('vms.more', { name: vm.name })}
                entries={entries}
              >
                {say('vm.more')}
              </MenuButton>
            )}
          </>
        }
      />
      <nav ref={tabList} className={tabs.tabs} aria-label={say('vm.tabs')}>
        {([undefined, ...tabsShown] as const).map((one) => (
          <Link key={one ?? ''} href={paths.vm(vm.name, one)} aria-current={one === tab ? 'page' : undefined}>
            {say(tabNames[one ?? 'summary'])}
          </Link>
        ))}
      </nav>
      <ReadProblems reads={[details]} />
      <VmTabContent vm={vm} tab={tab} details={details.data} ask={ask} />
      {dialog}
    </>
  )
}

function VmTabContent({
  vm,
  tab,
  details,
  ask,
}: {
  readonly vm: Vm
  readonly tab: VmTab | undefined
  readonly details: ReturnType<typeof useVmDetails>['data']
  readonly ask: AskVms
}) {
  const { say } = useWords()
  const mayOperate = useMay()('operate')
  switch (tab) {
    case undefined:
      return <VmSummary vm={vm} details={details} />
    case 'console':
      return mayOperate ? <VmConsole vm={vm} ask={ask} /> : <p>{say('history.mayOnlyLook')}</p>
    case 'disks':
      return <VmDisks vm={vm} details={details} />
    case 'network':
      return <VmNetwork vm={vm} addresses={details?.addresses} />
    case 'history':
      return <VmHistory vm={vm} />
    case 'settings':
      return <VmSettings vm={vm} details={details} ask={ask} />
    case 'log':
      return <VmLogs name={vm.name} />
    case 'xml':
      return <VmXml name={vm.name} />
  }
}
