import { Link } from 'wouter'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { useWords } from '../messages/use-words.tsx'

/** Nothing is here: a mistyped address, or a VM or pool that has gone. */
export function NotFoundPage({ vm, pool }: { readonly vm?: string | undefined; readonly pool?: string }) {
  const { say } = useWords()
  if (pool !== undefined) return <NoSuchPool name={pool} />
  return (
    <>
      <PageHead
        title={say('notFound.title')}
        verdict={{
          tone: 'off',
          lead: vm === undefined ? { key: 'notFound.page' } : { key: 'notFound.vm', values: { name: vm } },
          rest: vm === undefined ? [] : [{ key: 'notFound.vmMeans' }],
        }}
      />
      <Link href={vm === undefined ? paths.overview : paths.vms}>
        {vm === undefined ? say('notFound.back') : say('notFound.toVms')}
      </Link>
    </>
  )
}

function NoSuchPool({ name }: { readonly name: string }) {
  const { say } = useWords()
  return (
    <>
      <PageHead
        title={say('notFound.title')}
        verdict={{
          tone: 'off',
          lead: { key: 'notFound.pool', values: { name } },
          rest: [{ key: 'notFound.poolMeans' }],
        }}
      />
      <Link href={paths.pools}>{say('notFound.toPools')}</Link>
    </>
  )
}
