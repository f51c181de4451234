// Takes machines down when the run that made them has ended without doing so: it dies by a signal, is killed, or crashes. Whoever starts
// this holds the other end of its standard input, which the kernel closes with the process, however that ends.
import { down } from '../up.ts'

for await (const chunk of process.stdin) void chunk
for (const name of process.argv.slice(2)) await down(name)
