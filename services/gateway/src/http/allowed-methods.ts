/** The part of Express' router that says which routes there are. */
export interface RoutedRequest {
  path: string;
  app: { router: { stack: readonly Layer[] } };
}

interface Layer {
  match(path: string): boolean;
  route?: { methods: Readonly<Record<string, boolean>> };
}

/** The methods of the routes at the request's path, such as `GET`; none if there is no route. */
export function allowedMethods({ path, app }: RoutedRequest): string[] {
  const routes = app.router.stack.filter((layer) => layer.route && layer.match(path));
  const methods = routes.flatMap(({ route }) => Object.keys(route!.methods));
  return [...new Set(methods)].map((method) => method.toUpperCase());
}
