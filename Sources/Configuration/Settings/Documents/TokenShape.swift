/// A well-known kind of secret, told by how it begins and how much follows.
struct TokenShape {
    let kind: String
    private let starts: [String]
    /// Letters that must follow: fewer, and it is a word about such secrets.
    private let lettersMin: Int

    static let all = [
        TokenShape(
            kind: "a GitHub token", starts: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], lettersMin: 30),
        TokenShape(kind: "a GitLab token", starts: ["glpat-", "gldt-", "glrt-"], lettersMin: 16),
        TokenShape(
            kind: "a Slack token", starts: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"], lettersMin: 16),
        TokenShape(kind: "a Slack webhook", starts: ["https://hooks.slack.com/services/"], lettersMin: 30),
        TokenShape(kind: "a Stripe key", starts: ["sk_live_", "rk_live_"], lettersMin: 16),
        TokenShape(kind: "an AWS access key", starts: ["AKIA", "ASIA"], lettersMin: 16),
        TokenShape(kind: "a Google API key", starts: ["AIza"], lettersMin: 30),
        TokenShape(kind: "a SendGrid key", starts: ["SG."], lettersMin: 60),
        TokenShape(kind: "an OpenAI key", starts: ["sk-proj-"], lettersMin: 30),
        TokenShape(kind: "an Anthropic key", starts: ["sk-ant-"], lettersMin: 30),
        TokenShape(kind: "an npm token", starts: ["npm_"], lettersMin: 36),
        TokenShape(kind: "a PyPI token", starts: ["pypi-"], lettersMin: 60),
        TokenShape(kind: "an age key", starts: ["AGE-SECRET-KEY-1"], lettersMin: 30),
        TokenShape(kind: "a JSON web token", starts: ["eyJ"], lettersMin: 60),
        TokenShape(kind: "a bearer token", starts: ["Bearer "], lettersMin: 20),
    ]

    func isFound(in text: some StringProtocol) -> Bool {
        starts.contains { start in
            text.ranges(of: start).contains { range in
                // It must begin a word: "AKIA" inside a longer one means nothing.
                let isInside =
                    range.lowerBound > text.startIndex && Self.isWord(text[text.index(before: range.lowerBound)])
                return !isInside && text[range.upperBound...].prefix(while: Self.isLetter).count >= lettersMin
            }
        }
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
    }

    private static func isLetter(_ character: Character) -> Bool { isWord(character) || "/+=".contains(character) }
}
