import { verb, type Noun } from '../command.ts'
import { many, one, value } from '../options.ts'
import { readText } from '../readers.ts'

const id = value('--id <name>', 'Its name in the store', readText)

export const image: Noun = {
  name: 'image',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Images in the store',
      examples: ['kiste image list'],
      run: async (ctx) => (await import('../verbs/image.ts')).listImages(ctx),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'One image: where it comes from, who vouched for it, and which VMs stand on it',
      args: { image: one('image', 'The image', 'image') },
      examples: ['kiste image show debian-12'],
      run: async (ctx, { image }) => (await import('../verbs/image.ts')).showImage(ctx, image),
    }),
    verb({
      name: 'catalogue',
      kind: 'query',
      summary: 'Images that can be pulled from their makers',
      examples: ['kiste image catalogue'],
      run: async (ctx) => (await import('../verbs/image.ts')).showCatalogue(ctx),
    }),
    verb({
      name: 'pull',
      kind: 'change',
      summary: 'Fetch an image of the catalogue and check it',
      args: { entry: one('entry', 'Its name in the catalogue', 'catalogue') },
      options: { id },
      examples: ['kiste image pull debian-12', 'kiste image pull ubuntu-24.04 --id ubuntu'],
      run: async (ctx, input) => (await import('../verbs/image-changes.ts')).pullImage(ctx, input),
    }),
    verb({
      name: 'build',
      kind: 'change',
      summary: "Make an image on this host from a distribution's signed packages",
      args: { distribution: one('distribution', 'debian', ['debian']) },
      options: { release: value('--release <release>', 'Number or code name (default 12)', readText), id },
      examples: ['kiste image build debian', 'kiste image build debian --release 13'],
      run: async (ctx, input) => (await import('../verbs/image-changes.ts')).buildImage(ctx, input),
    }),
    verb({
      name: 'import',
      kind: 'change',
      summary: 'Take a disk image or an ISO: a file of this machine, or an address',
      details: 'qcow2, raw, vmdk, vdi and ISO are taken. A file is sent to the daemon first.',
      args: { source: one('file-or-url', 'A file, or http(s)://…', 'file') },
      options: { id, sha256: value('--sha256 <hex>', 'What its checksum must be', readText) },
      examples: [
        'kiste image import disk.qcow2 --id my-image',
        'kiste image import https://example.org/installer.iso',
      ],
      run: async (ctx, input) => (await import('../verbs/image-changes.ts')).importImage(ctx, input),
    }),
    verb({
      name: 'remove',
      aliases: ['rm'],
      kind: 'change',
      asks: true,
      summary: 'Remove images that no VM stands on',
      args: { images: many('image', 'Images', 'image') },
      examples: ['kiste image remove debian-12', 'kiste image remove debian-12 -y'],
      run: async (ctx, { images }) => (await import('../verbs/image-changes.ts')).removeImages(ctx, images),
    }),
  ],
}
