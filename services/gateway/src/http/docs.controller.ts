import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';

interface FileResponse {
  set(headers: Record<string, string>): FileResponse;
  /** With its content type and the time of its last change. */
  sendFile(path: string, options: { dotfiles: 'allow' }): void;
}

const { resolve } = createRequire(import.meta.url);
const own = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Only these files are served: no path of a request reaches the disk. */
const FILES: Readonly<Record<string, string>> = {
  'docs.js': own('public/docs.js'),
  'swagger-ui-bundle.js': resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  'swagger-ui.css': resolve('swagger-ui-dist/swagger-ui.css'),
};

const HEADERS = {
  'cache-control': 'no-cache',
  // The page loads nothing from elsewhere. Swagger UI sets styles and has its images in its style sheet.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function send(response: FileResponse, path: string): void {
  // Express hides files in folders such as `.cache`, and the repository may be in one.
  response.set(HEADERS).sendFile(path, { dotfiles: 'allow' });
}

/** What this API can do, for programs and for people. */
@Controller()
export class DocsController {
  /** The HTTP API as an OpenAPI 3.1 document. */
  @Get('openapi.json')
  document(@Res() response: FileResponse): void {
    send(response, own('openapi.json'));
  }

  /** A page to read about the API and to try it. */
  @Get('docs')
  page(@Res() response: FileResponse): void {
    send(response, own('public/docs.html'));
  }

  /** The scripts and styles of this page. */
  @Get('docs/:file')
  file(@Param('file') name: string, @Res() response: FileResponse): void {
    if (!Object.hasOwn(FILES, name)) throw new NotFoundException(`there is no /docs/${name}`);
    send(response, FILES[name]!);
  }
}
