import { Link } from 'wouter'
import { lacksZfs, usePool, usePoolHealth, usePools } from '../api/pool-queries.ts'
import layout from '../components/layout.module.css'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { Say, useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { glanceVerdict, poolVerdict } from './pool-verdict.ts'
import styles from './pools-glance.module.css'
import type { PoolGlance } from '../api/answers.ts'

/** The pools on the overview: each with its sentence. Nothing where there is none, or no ZFS. */
export function PoolsGlance() {
  const { say } = useWords()
  const read = usePools()
  const pools = read.data ?? []
  if (pools.length === 0) return lacksZfs(read.error) ? null : <ReadProblems reads={[read]} />
  return (
    <Card title={say('nav.pools')} aside={<Link href={paths.pools}>{say('pools.all')}</Link>}>
      <ul className={styles.list}>
        {pools.map((pool) => (
          <PoolLine key={pool.name} glance={pool} />
        ))}
      </ul>
    </Card>
  )
}

function PoolLine({ glance }: { readonly glance: PoolGlance }) {
  const { say, bytes } = useWords()
  const [details, doctor] = [usePool(glance.name), usePoolHealth(glance.name)]
  const [pool, health] = [details.data, doctor.data]
  const { tone, lead } = pool ? poolVerdict(pool, health) : glanceVerdict(glance)
  return (
    <li className={styles.pool}>
      <span className={styles.mark}>
        <StateMark tone={tone} />
      </span>
      <div>
        <Link href={paths.pool(glance.name)}>{glance.name}</Link>
        <div className={layout.soft}>
          <Say message={lead} />
          {glance.answers && ` ${say('pools.free', { free: bytes(glance.freeBytes) })}`}
        </div>
        <ReadProblems reads={[details, doctor]} />
      </div>
    </li>
  )
}
