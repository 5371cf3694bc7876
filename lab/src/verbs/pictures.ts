import { addVerb, printJson } from '@stars/cli';
import type { Command } from 'commander';

interface PicturesOptions {
  url: string;
  to: string;
  json?: boolean;
}

/** `./stars lab pictures`: the pictures of the documentation, from a running system. */
export function addPictures(program: Command): void {
  addVerb(
    program,
    'pictures',
    'take the pictures of the web console that the documentation shows, from a running server',
  )
    .option('--url <url>', 'of the server', 'http://localhost:8080')
    .option('--to <folder>', 'where the pictures go', 'docs/images')
    .action(async ({ url, to, json }: PicturesOptions) => {
      const { takePictures } = await import('../pictures/take-pictures.js');
      const paths = await takePictures(url, to);
      if (json) printJson(paths);
      else process.stdout.write(`${paths.join('\n')}\n`);
    });
}
