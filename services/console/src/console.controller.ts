import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { type Caller, ownTenant } from '@stars/access';
import { readPublicFiles } from './public-files.js';

export interface ConsoleDeps {
  /** A few example users of a tenant's current data. */
  exampleUsers: (tenant: string) => Promise<string[]>;
}

export const CONSOLE_DEPS = Symbol('ConsoleDeps');

interface Request {
  /** The gateway says who it is; absent for what is open to everybody. */
  caller?: Caller;
  headers: Record<string, string | string[] | undefined>;
}

interface Response {
  set(headers: Record<string, string>): Response;
  status(code: number): Response;
  end(body?: Buffer): void;
}

/** The page loads nothing from elsewhere, and nothing may frame it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

@Controller()
export class ConsoleController {
  readonly #files = readPublicFiles();

  constructor(@Inject(CONSOLE_DEPS) private readonly deps: ConsoleDeps) {}

  /** The web page. */
  @Get()
  page(@Req() request: Request, @Res() response: Response): void {
    this.#send('index.html', request, response);
  }

  /** A few example user ids of the data. */
  @Get('console/examples')
  async examples(@Req() { caller }: Request): Promise<{ user_ids: string[] }> {
    return { user_ids: await this.deps.exampleUsers(ownTenant(caller!)) };
  }

  /** The scripts and styles of the web page. */
  @Get('console/:file')
  file(@Param('file') name: string, @Req() request: Request, @Res() response: Response): void {
    this.#send(name, request, response);
  }

  #send(name: string, request: Request, response: Response): void {
    const file = this.#files.get(name);
    if (file === undefined) throw new NotFoundException(`there is no /console/${name}`);
    response.set({
      'content-type': file.type,
      etag: file.etag,
      'cache-control': 'no-cache',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    if (request.headers['if-none-match'] === file.etag) response.status(304).end();
    else response.status(200).end(file.bytes);
  }
}
