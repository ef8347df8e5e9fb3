declare module "govuk-frontend" {
  export class ErrorSummary { constructor(element: Element); }
  export class SkipLink { constructor(element: Element); }
}
