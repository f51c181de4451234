import { useState } from 'react'
import { useCatalogue, useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { ImageList } from '../components/image-list.tsx'
import { imagesVerdict } from '../components/images-verdict.ts'
import { JobList } from '../components/job-list.tsx'
import { isOpen } from '../components/jobs-verdict.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Unread } from '../components/unread.tsx'
import { GetImageDialog } from '../forms/get-image-dialog.tsx'
import type { ImageSource } from '../forms/get-image.ts'
import { RemoveImageDialog } from '../forms/remove-image-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { DropZone } from '../uploads/drop-zone.tsx'
import { UploadDialog } from '../uploads/upload-dialog.tsx'
import { UploadList } from '../uploads/upload-list.tsx'
import type { Image } from '../api/answers.ts'
import styles from './images-page.module.css'

/** What VMs can be made from, and how more of it comes into the house. */
export function ImagesPage() {
  const { say, bytes } = useWords()
  const inventory = useInventory()
  const catalogue = useCatalogue()
  const mayChange = useMayInHouse('admin')
  const [source, setSource] = useState<ImageSource>()
  const [file, setFile] = useState<File>()
  const [removed, setRemoved] = useState<Image>()
  if (!inventory) return <Loading />
  const { images, jobs } = inventory
  const underWay = jobs.filter((job) => job.object.type === 'image' && isOpen(job))
  const toFetch = catalogue.data?.filter(({ id }) => !images.some((image) => image.id === id)) ?? []
  return (
    <>
      <PageHead
        title={say('nav.images')}
        verdict={imagesVerdict(images, bytes)}
        actions={
          mayChange && (
            <>
              <Button onClick={() => setSource({ from: 'address' })}>{say('images.fromAddress')}</Button>
              <Button onClick={() => setSource({ from: 'build' })}>{say('images.build')}</Button>
            </>
          )
        }
      />
      <div className={layout.stack}>
        {mayChange && <DropZone onFile={setFile} />}
        {mayChange && <UploadList />}
        {underWay.length > 0 && (
          <Card title={say('jobs.open')}>
            <JobList jobs={underWay} />
          </Card>
        )}
        {images.length > 0 && (
          <Card title={say('images.here')}>
            <ImageList images={images} mayChange={mayChange} onRemove={setRemoved} />
          </Card>
        )}
        <Unread reads={[catalogue]} />
        {toFetch.length > 0 && (
          <Card title={say('images.catalogue')}>
            <ul className={styles.catalogue}>
              {toFetch.map(({ id, title }) => (
                <li key={id}>
                  <div>
                    <b>{title}</b>
                    <span>{id}</span>
                  </div>
                  {mayChange && (
                    <Button
                      aria-label={say('images.fetchOf', { name: title })}
                      onClick={() => setSource({ from: 'catalogue', entry: id, title })}
                    >
                      {say('images.fetch')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      {source && <GetImageDialog source={source} onClose={() => setSource(undefined)} />}
      {file && <UploadDialog file={file} onClose={() => setFile(undefined)} />}
      {removed && <RemoveImageDialog image={removed} onClose={() => setRemoved(undefined)} />}
    </>
  )
}
