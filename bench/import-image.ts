import { createReadStream } from 'node:fs'
import type { Client } from '../src/cli/client.ts'
import { jobDone } from './job-done.ts'

/** Brings a disk in as an image, over the API. */
export async function importImage(client: Client, id: string, path: string): Promise<void> {
  const answer = await client.call(
    'uploadImage',
    { query: { name: 'image.qcow2' } },
    { content: { stream: createReadStream(path) } },
  )
  await jobDone(
    client,
    await client.submit('importImage', {
      body: { id, upload: answer.upload, fileName: 'image.qcow2' },
    }),
  )
}
