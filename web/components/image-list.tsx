import { Link } from 'wouter'
import { useImage } from '../api/queries.ts'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import styles from './image-list.module.css'
import { imageOrigin } from './image-origin.ts'
import { paths } from './paths.ts'
import type { Image } from '../api/answers.ts'

/** Images, one below the other: what each is, how large, and who stands on it. */
export function ImageList({
  images,
  mayChange,
  onRemove,
}: {
  readonly images: readonly Image[]
  readonly mayChange: boolean
  readonly onRemove: (image: Image) => void
}) {
  const { say } = useWords()
  return (
    <div role="table" aria-label={say('nav.images')} className={styles.table}>
      <div role="rowgroup" className={styles.head}>
        <div role="row" className={styles.row}>
          <div role="columnheader">{say('image.column.name')}</div>
          <div role="columnheader">{say('image.column.kind')}</div>
          <div role="columnheader" className={styles.number}>
            {say('image.column.size')}
          </div>
          <div role="columnheader">{say('image.column.usedBy')}</div>
          <div role="columnheader">
            <span className={styles.hidden}>{say('vms.column.actions')}</span>
          </div>
        </div>
      </div>
      <div role="rowgroup">
        {images.map((image) => (
          <ImageRow key={image.id} image={image} mayChange={mayChange} onRemove={() => onRemove(image)} />
        ))}
      </div>
    </div>
  )
}

function ImageRow({
  image,
  mayChange,
  onRemove,
}: {
  readonly image: Image
  readonly mayChange: boolean
  readonly onRemove: () => void
}) {
  const words = useWords()
  const { say, bytes, list } = words
  const usedBy = useImage(image.id).data?.usedBy
  return (
    <div role="row" className={styles.row}>
      <div role="cell" className={styles.name}>
        <b>{image.id}</b>
        <span className={styles.soft}>
          {image.title === image.id ? '' : `${image.title} · `}
          {sayMessage(words, imageOrigin(image.origin))}
        </span>
      </div>
      <div role="cell">{say(image.kind === 'iso' ? 'image.kind.iso' : 'image.kind.disk')}</div>
      <div role="cell" className={styles.number}>
        {bytes(image.fileSizeBytes)}
      </div>
      <div role="cell" className={styles.users}>
        <span className={styles.label}>{say('image.column.usedBy')}: </span>
        {usedBy && (usedBy.length === 0 ? say('image.unused') : list(usedBy))}
      </div>
      <div role="cell" className={styles.actions}>
        {mayChange && (
          <>
            <Link
              className={buttonClass()}
              href={paths.newVm(image.id)}
              aria-label={say('image.makeVmOf', { name: image.id })}
            >
              {say('image.makeVm')}
            </Link>
            <Button look="quiet" aria-label={say('image.removeOf', { name: image.id })} onClick={onRemove}>
              {say('image.remove')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
