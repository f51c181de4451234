import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useCatalogue, useImportablePools, useInventory } from '../api/queries.ts'
import { lacksZfs } from '../api/pool-queries.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './first-cards.module.css'
import { firstChoices } from './first-choices.ts'
import { paths } from './paths.ts'
import { Unread } from './unread.tsx'

/** What somebody may begin with in an empty house: each leads to a VM with one more look at what it will be. */
export function FirstCards() {
  const { say } = useWords()
  const images = useInventory()?.images ?? []
  const catalogue = useCatalogue()
  const found = useImportablePools()
  const pools = found.data ?? []
  return (
    <>
      <ul className={styles.cards}>
        {firstChoices(catalogue.data ?? [], images).map(({ image, title, isHere }, index) => (
          <FirstCard
            key={image}
            href={paths.newVm(image)}
            title={title}
            isFirst={index === 0}
            text={say(isHere ? 'first.isHere' : 'first.isFetched')}
          />
        ))}
        <FirstCard href={paths.images} title={say('first.own')} text={say('first.ownMeans')} />
        {pools
          .filter(({ destroyed }) => !destroyed)
          .map(({ guid, name }) => (
            <FirstCard
              key={guid}
              href={paths.pools}
              title={say('first.adopt', { name })}
              text={say('first.adoptMeans')}
            />
          ))}
      </ul>
      <Unread reads={lacksZfs(found.error) ? [catalogue] : [catalogue, found]} />
    </>
  )
}

function FirstCard({
  href,
  title,
  text,
  isFirst = false,
}: {
  readonly href: string
  readonly title: ReactNode
  readonly text: string
  readonly isFirst?: boolean
}) {
  return (
    <li>
      <Link href={href} className={`${styles.card} ${isFirst ? styles.first : ''}`}>
        <b>{title}</b>
        <span>{text}</span>
      </Link>
    </li>
  )
}
