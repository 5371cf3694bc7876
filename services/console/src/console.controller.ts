import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';

interface Request {
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Response {
  set(headers: Record<string, string>): Response;
  /** With its content type, unless that is set. */
  sendFile(path: string, options: { dotfiles: 'allow' }): void;
}

/** The folder that Vite built the page into. */
export const CONSOLE_APP = Symbol('ConsoleApp');

/**
 * Scripts, styles and data are of this server alone, and nothing may frame the page. Pictures of items are where the shop has them;
 * their server does not learn which page shows them.
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

@Controller()
export class ConsoleController {
  constructor(@Inject(CONSOLE_APP) private readonly folder: string) {}

  /** The web console, which opens its first page. */
  @Get()
  root(@Res() response: Response): void {
    this.page(response);
  }

  /** A page of the web console. */
  @Get(['explorer', 'catalogue', 'placements', 'models', 'today', 'operations', 'start'])
  page(@Res() response: Response): void {
    const path = join(this.folder, 'index.html');
    if (!existsSync(path)) throw new NotFoundException('the web console is not built: run ./stars setup');
    // The names of the other files change with their content, and this one names them.
    response.set({ ...HEADERS, 'cache-control': 'no-store' }).sendFile(path, { dotfiles: 'allow' });
  }

  /** The scripts and styles of the web console. */
  @Get('console/:file')
  file(@Param('file') name: string, @Req() { headers }: Request, @Res() response: Response): void {
    const type = CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1)];
    // Only what is in the folder is served: no path of a request reaches the disk.
    const files = type === undefined || !existsSync(this.folder) ? [] : readdirSync(this.folder);
    if (type === undefined || !files.includes(name)) throw new NotFoundException(`there is no /console/${name}`);
    const isCompressed = files.includes(`${name}.gz`) && /\bgzip\b/.test(String(headers['accept-encoding']));
    response
      .set({
        ...{ ...HEADERS, 'content-type': type, vary: 'accept-encoding' },
        'cache-control': 'public, max-age=31536000, immutable',
        ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
      })
      // Express hides files in folders such as `.cache`, and the repository may be in one.
      .sendFile(join(this.folder, isCompressed ? `${name}.gz` : name), { dotfiles: 'allow' });
  }
}
