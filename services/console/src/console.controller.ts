import { fileURLToPath } from 'node:url';
import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { type Caller, ownTenant } from '@stars/access';

export interface ConsoleDeps {
  /** A few example users of a tenant's current data. */
  exampleUsers: (tenant: string) => Promise<string[]>;
}

export const CONSOLE_DEPS = Symbol('ConsoleDeps');

interface Request {
  /** The gateway says who it is; absent for what is open to everybody. */
  caller?: Caller;
}

interface Response {
  set(headers: Record<string, string>): Response;
  /** With its content type. */
  sendFile(path: string, options: { dotfiles: 'allow' }): void;
}

/** Only these files are served: no path of a request reaches the disk. */
export const FILES = [
  ...['index.html', 'console.css', 'answer-view.css'],
  ...['console.js', 'caller.js', 'answer-view.js'],
] as const;

/** The page loads nothing from elsewhere, and nothing may frame it. The files are small: each request gets them as they are now. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export const pathOf = (name: string): string => fileURLToPath(new URL(`../public/${name}`, import.meta.url));

@Controller()
export class ConsoleController {
  constructor(@Inject(CONSOLE_DEPS) private readonly deps: ConsoleDeps) {}

  /** The web page. */
  @Get()
  page(@Res() response: Response): void {
    this.file('index.html', response);
  }

  /** A few example user ids of the data. */
  @Get('console/examples')
  async examples(@Req() { caller }: Request): Promise<{ user_ids: string[] }> {
    return { user_ids: await this.deps.exampleUsers(ownTenant(caller!)) };
  }

  /** The scripts and styles of the web page. */
  @Get('console/:file')
  file(@Param('file') name: string, @Res() response: Response): void {
    if (!(FILES as readonly string[]).includes(name)) throw new NotFoundException(`there is no /console/${name}`);
    // Express hides files in folders such as `.cache`, and the repository may be in one.
    response.set(HEADERS).sendFile(pathOf(name), { dotfiles: 'allow' });
  }
}
